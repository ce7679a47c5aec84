package ai.meterr.providers;

import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;

/**
 * Reads usage from an answer on the side, incrementally, in bounded memory, whatever the split of
 * its bytes. Never throws for what the bytes are.
 */
public interface AnswerReader {
  enum Progress {
    OPEN,
    /**
     * A frame has come that a client may take for the end (a finish reason), but the usage that
     * belongs to it has not.
     */
    ENDING,
    /** All that will be known is known: the event can be booked before this frame is released. */
    SETTLED
  }

  /** The view is valid only during the call. */
  Progress read(ByteBuffer decoded);

  /**
   * What the answer told, as far as it came.
   *
   * @param complete whether the body ended as its framing promised
   */
  Reading finish(boolean complete);
}
