package ai.meterr.providers.forwarded;

import ai.meterr.providers.AnswerReader;
import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;

/** Reads nothing: where there is no usage to read, or no room that knows how. */
public final class Unread implements AnswerReader {
  @Override
  public Progress read(ByteBuffer decoded) {
    return Progress.OPEN;
  }

  @Override
  public Reading finish(boolean complete) {
    return Reading.silent(complete);
  }
}
