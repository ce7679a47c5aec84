package ai.meterr.gateway;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.sse.SseStream;
import ai.meterr.usage.Reading;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sees the end of an event stream whose usage nobody reads: its client stops at {@code [DONE]} or
 * {@code message_stop} all the same, so that frame must wait for the record.
 */
final class StreamEnd implements AnswerReader, SseStream.Listener {
  private static final String MESSAGE_STOP = "\"message_stop\"";

  /** The type stands first in its frame's data. */
  private static final int LOOKED_AT = 64;

  private final AnswerReader reader;
  private final SseStream events = new SseStream(this);
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(LOOKED_AT);
  private boolean ended;

  StreamEnd(AnswerReader reader) {
    this.reader = reader;
  }

  @Override
  public Progress read(ByteBuffer decoded) {
    Progress progress = reader.read(decoded.duplicate());
    if (!ended) {
      events.feed(decoded);
    }
    return ended ? Progress.SETTLED : progress;
  }

  @Override
  public void data(ByteBuffer bytes, int from, int to) {
    for (int i = from; i < to && beginning.size() < LOOKED_AT; i++) {
      beginning.write(bytes.get(i));
    }
  }

  @Override
  public void data(byte[] bytes, int count) {
    beginning.write(bytes, 0, Math.min(count, LOOKED_AT - beginning.size()));
  }

  @Override
  public void done() {
    ended = true;
  }

  @Override
  public void frameEnded() {
    ended |= beginning.toString(StandardCharsets.UTF_8).contains(MESSAGE_STOP);
    beginning.reset();
  }

  @Override
  public Reading finish(boolean complete) {
    return reader.finish(complete);
  }
}
