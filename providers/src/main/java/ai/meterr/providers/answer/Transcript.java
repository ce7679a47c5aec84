package ai.meterr.providers.answer;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * What a room makes of the documents of one answer. {@link AnswerDocuments} gives it a whole plain
 * body, or one frame or array element after another.
 */
public interface Transcript {
  /**
   * @return for a whole plain body of no interest: it is settled in any case
   */
  Progress document(Picked document);

  /** {@code [DONE]} came. */
  default void done() {}

  /**
   * @param complete whether the body ended as its framing promised
   */
  Reading finish(boolean complete);
}
