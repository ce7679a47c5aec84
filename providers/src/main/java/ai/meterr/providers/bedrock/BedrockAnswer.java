package ai.meterr.providers.bedrock;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer as JSON or as a binary stream: which it is shows in the first byte, for a frame is
 * shorter than 16 MiB and begins with its length. Content types are now and then missing.
 */
final class BedrockAnswer implements AnswerReader {
  private final BedrockTranscript transcript;
  private @Nullable AnswerReader reader;

  BedrockAnswer(BedrockTranscript transcript) {
    this.transcript = transcript;
  }

  @Override
  public Progress read(ByteBuffer decoded) {
    if (reader == null && !decoded.hasRemaining()) {
      return Progress.OPEN;
    }
    return reader(decoded).read(decoded);
  }

  private AnswerReader reader(ByteBuffer decoded) {
    if (reader == null) {
      boolean binary = decoded.get(decoded.position()) == 0;
      reader =
          binary
              ? new EventStreamDocuments(transcript)
              : new AnswerDocuments(transcript.wanted(), transcript);
    }
    return reader;
  }

  @Override
  public Reading finish(boolean complete) {
    return reader == null ? transcript.finish(false) : reader.finish(complete);
  }
}
