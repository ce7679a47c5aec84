package ai.meterr.providers.vertex;

import ai.meterr.providers.AnswerReader;
import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Answers do not tell where they were made, and that may change the price: the path does. */
final class LocatedAnswer implements AnswerReader {
  private final AnswerReader reader;
  private final @Nullable String location;

  LocatedAnswer(AnswerReader reader, @Nullable String location) {
    this.reader = reader;
    this.location = location;
  }

  @Override
  public Progress read(ByteBuffer decoded) {
    return reader.read(decoded);
  }

  @Override
  public Reading finish(boolean complete) {
    Reading reading = reader.finish(complete);
    return new Reading(
        reading.told(),
        reading.usage(),
        reading.responseModel(),
        reading.responseId(),
        reading.serviceTier(),
        location,
        reading.subCalls(),
        reading.providerCost(),
        reading.errorInside(),
        reading.ended(),
        reading.notes());
  }
}
