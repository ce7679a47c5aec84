package ai.meterr.sandbox;

import ai.meterr.sandbox.Faults.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream of frames, each flushed when it is written. */
final class Frames {
  enum Framing {
    /** {@code data:} lines, with {@code event:} before them where the API names its events. */
    SSE("text/event-stream; charset=utf-8", "\n"),
    /** The same as Gemini writes it, with carriage returns. */
    SSE_CRLF("text/event-stream", "\r\n"),
    /** One JSON array that grows: Gemini without {@code alt=sse}. */
    JSON_ARRAY("application/json; charset=UTF-8", "\r\n");

    private final String contentType;
    private final String lineEnd;

    Framing(String contentType, String lineEnd) {
      this.contentType = contentType;
      this.lineEnd = lineEnd;
    }

    String contentType() {
      return contentType;
    }
  }

  private final OutputStream out;
  private final Framing framing;
  private final Faults faults;
  private final Pace pace;
  private final long breaksAt;
  private final boolean hurried;
  private long steps;
  private boolean begun;

  /**
   * @param pieces how many {@link #step steps} there will be: a fault in the middle strikes after
   *     half of them
   */
  Frames(OutputStream out, Framing framing, Faults faults, Pace pace, long pieces) {
    this.out = out;
    this.framing = framing;
    this.faults = faults;
    this.pace = pace;
    this.breaksAt = Math.max(1, (pieces + 1) / 2);
    this.hurried = faults.has(Kind.BIG);
  }

  /**
   * Before each piece of what the model says: waits as long as the model would, and breaks off
   * where that was asked for.
   */
  void step() throws IOException, BrokeOff {
    steps++;
    if (!hurried) {
      pace.betweenChunks();
    }
    Pace.sleep(faults.pause(Kind.SLOW_CHUNK));
    if (steps == breaksAt && faults.has(Kind.ERROR_MID)) {
      throw new BrokeOff();
    }
  }

  void send(Object json) throws IOException {
    send(null, json);
  }

  void send(@Nullable String event, Object json) throws IOException {
    boolean cut = steps == breaksAt && faults.has(Kind.HANG_UP_MID);
    ByteArrayOutputStream half = new ByteArrayOutputStream();
    OutputStream target = cut ? half : out;
    target.write(before(event));
    Json.write(target, json);
    if (cut) {
      out.write(Arrays.copyOf(half.toByteArray(), half.size() / 2));
      out.flush();
      throw new Cut();
    }
    target.write(after());
    out.flush();
  }

  /** A frame that is not JSON, such as {@code [DONE]}. */
  void sendText(@Nullable String event, String data) throws IOException {
    out.write(before(event));
    out.write(data.getBytes(StandardCharsets.UTF_8));
    out.write(after());
    out.flush();
  }

  void end() throws IOException {
    if (framing == Framing.JSON_ARRAY) {
      out.write((begun ? "]" : "[]").getBytes(StandardCharsets.UTF_8));
    }
    out.close();
  }

  private byte[] before(@Nullable String event) {
    String prefix = begun ? "," + framing.lineEnd : "[";
    begun = true;
    if (framing != Framing.JSON_ARRAY) {
      prefix = event == null ? "data: " : "event: " + event + framing.lineEnd + "data: ";
    }
    return prefix.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] after() {
    return (framing == Framing.JSON_ARRAY ? framing.lineEnd : framing.lineEnd + framing.lineEnd)
        .getBytes(StandardCharsets.UTF_8);
  }
}
