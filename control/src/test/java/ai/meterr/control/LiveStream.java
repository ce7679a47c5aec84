package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the live stream on a bare socket, which sees every byte as it comes. */
final class LiveStream implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final List<String> head = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();

  /** One server-sent event; fields that were not sent are empty. */
  record Frame(String event, String id, String data, String comment) {}

  private LiveStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    socket.setSoTimeout(20_000);
  }

  static LiveStream open(TestPlane plane, String key, @Nullable String lastEventId) {
    return open(
        plane,
        "Authorization: Bearer "
            + key
            + (lastEventId == null ? "" : "\r\nLast-Event-ID: " + lastEventId));
  }

  static LiveStream open(TestPlane plane, String headers) {
    try {
      Socket socket = new Socket("127.0.0.1", plane.port());
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/live HTTP/1.1\r\nHost: meterr.test\r\nx-meterr-internal: made at"
                      + " start\r\n"
                      + headers
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      LiveStream stream = new LiveStream(socket);
      for (String line = stream.line(); !line.isEmpty(); line = stream.line()) {
        stream.head.add(line);
      }
      return stream;
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    }
  }

  List<String> head() {
    return head;
  }

  /** The first frame of a stream: no event, only a cursor. */
  Frame opening() {
    Frame frame = next();
    assertThat(frame.data()).isEmpty();
    assertThat(frame.id()).isNotEmpty();
    return frame;
  }

  /** The next event, past comments. */
  Frame nextEvent() {
    while (true) {
      Frame frame = next();
      if (!frame.data().isEmpty()) {
        return frame;
      }
    }
  }

  /** The next frame, a comment for example. */
  Frame next() {
    Frame frame = read();
    if (frame == null) {
      throw new AssertionError("the stream has ended");
    }
    return frame;
  }

  /** Reads until the stream ends as it should. */
  void readToTheEnd() {
    Frame frame = read();
    while (frame != null) {
      frame = read();
    }
  }

  private @Nullable Frame read() {
    int end = body.indexOf("\n\n");
    while (end < 0) {
      String chunk = chunk();
      if (chunk.isEmpty()) {
        return null;
      }
      body.append(chunk);
      end = body.indexOf("\n\n");
    }
    String text = body.substring(0, end);
    body.delete(0, end + 2);
    return new Frame(
        field(text, "event: "), field(text, "id: "), field(text, "data: "), field(text, ":"));
  }

  private static String field(String frame, String prefix) {
    return frame
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.equals(":") ? "comment" : line.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  private String chunk() {
    try {
      int length = Integer.parseInt(line(), 16);
      String chunk = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      line();
      return chunk;
    } catch (IOException e) {
      throw new AssertionError("the stream broke", e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection was closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
