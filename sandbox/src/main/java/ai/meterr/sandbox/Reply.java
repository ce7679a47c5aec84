package ai.meterr.sandbox;

import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Taken.Told;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, on its way out; most faults happen here, so that no API needs to know
 * them.
 */
final class Reply {
  private static final int PLAIN_PIECES = 4;
  private static final int BUFFER = 8 * 1024;

  private final HttpExchange exchange;
  private final Faults faults;
  private final Pace pace;
  private final BeforeHead beforeHead;
  private @Nullable Told told;

  /** What must have happened before the first byte goes out. */
  interface BeforeHead {
    void run(int status, @Nullable Told told) throws IOException;
  }

  Reply(HttpExchange exchange, Faults faults, Pace pace, BeforeHead beforeHead) {
    this.exchange = exchange;
    this.faults = faults;
    this.pace = pace;
    this.beforeHead = beforeHead;
  }

  /** Says what the answer to come will tell. */
  void tells(@Nullable String id, String model, Usage usage) {
    told = new Told(id, model, faults.has(Kind.NO_USAGE) ? null : usage);
  }

  Faults faults() {
    return faults;
  }

  void header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  /** What costs the model no time: errors, lists, counts. */
  void json(int status, Object body) throws IOException {
    header("content-type", "application/json");
    byte[] bytes = Json.bytes(body);
    Pace.sleep(faults.pause(Kind.SLOW_HEAD));
    if (faults.has(Kind.GZIP)) {
      try (OutputStream out = gzipped(open(status, 0))) {
        out.write(bytes);
      }
      return;
    }
    OutputStream out = open(status, bytes.length);
    out.write(bytes);
    out.close();
  }

  /**
   * What a model said, at once, after the time that a stream of so many {@code pieces} would have
   * taken.
   */
  void answer(Object body, long pieces) throws IOException {
    pace.untilFirstToken();
    if (faults.has(Kind.BIG)) {
      writeWithoutPauses(body);
      return;
    }
    pace.wholeAnswer(pieces);
    if (faults.has(Kind.HANG_UP_MID) || faults.has(Kind.SLOW_CHUNK)) {
      writeInPieces(Json.bytes(body));
      return;
    }
    json(200, body);
  }

  Frames stream(Frames.Framing framing, long pieces) throws IOException {
    header("content-type", framing.contentType());
    Pace.sleep(faults.pause(Kind.SLOW_HEAD));
    pace.untilFirstToken();
    OutputStream out = open(200, 0);
    return new Frames(faults.has(Kind.GZIP) ? gzipped(out) : out, framing, faults, pace, pieces);
  }

  private void writeWithoutPauses(Object body) throws IOException {
    header("content-type", "application/json");
    Pace.sleep(faults.pause(Kind.SLOW_HEAD));
    OutputStream plain = open(200, 0);
    OutputStream out = faults.has(Kind.GZIP) ? gzipped(plain) : plain;
    if (faults.has(Kind.HANG_UP_MID)) {
      Json.write(new CutAfter(out, Math.max(1, faults.value(Kind.BIG) / 2)), body);
    }
    Json.write(out, body);
    out.close();
  }

  private void writeInPieces(byte[] bytes) throws IOException {
    header("content-type", "application/json");
    Pace.sleep(faults.pause(Kind.SLOW_HEAD));
    boolean gzip = faults.has(Kind.GZIP);
    OutputStream plain = open(200, gzip ? 0 : bytes.length);
    OutputStream out = gzip ? gzipped(plain) : plain;
    Duration pause = faults.pause(Kind.SLOW_CHUNK);
    int size = Math.ceilDiv(bytes.length, PLAIN_PIECES);
    for (int from = 0; from < bytes.length; from += size) {
      if (faults.has(Kind.HANG_UP_MID) && from > bytes.length / 2) {
        throw new Cut();
      }
      Pace.sleep(pause);
      out.write(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
      out.flush();
    }
    out.close();
  }

  /** Opens the body; zero stands for a length that is not told. */
  private OutputStream open(int status, int length) throws IOException {
    if (faults.has(Kind.GZIP)) {
      header("content-encoding", "gzip");
    }
    beforeHead.run(status, told);
    exchange.sendResponseHeaders(status, length);
    return exchange.getResponseBody();
  }

  private static OutputStream gzipped(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, BUFFER, true);
  }

  /** Lets so many bytes through. */
  private static final class CutAfter extends OutputStream {
    private final OutputStream out;
    private long left;

    CutAfter(OutputStream out, long bytes) {
      this.out = out;
      this.left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int count = (int) Math.min(length, left);
      out.write(bytes, offset, count);
      left -= count;
      if (left == 0) {
        out.flush();
        throw new Cut();
      }
    }
  }
}
