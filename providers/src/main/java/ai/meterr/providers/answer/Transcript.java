package ai.meterr.providers.answer;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * What a room makes of the documents of one answer. {@link AnswerDocuments} gives it a whole plain
 * body, or one frame, line or array element after another.
 */
public interface Transcript {
  /** Reads the next document. What it returns of a whole plain body has no effect. */
  Progress document(Picked document);

  /**
   * Whether a document that nothing frames is the whole answer. Not so where an API streams its
   * documents as lines.
   */
  default boolean isWhole(Picked document) {
    return true;
  }

  /** {@code [DONE]} came. */
  default void done() {}

  /**
   * Says what the answer told.
   *
   * @param complete whether the body ended as its framing promised
   */
  Reading finish(boolean complete);
}
