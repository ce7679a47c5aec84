package ai.meterr.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One end of a plain HTTP/1.1 connection, byte for byte. Text is Latin-1. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  Wire(Socket socket) {
    try {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * A message as it came.
   *
   * @param whole whether the body ended as its framing promised
   */
  record Message(String startLine, List<String> headers, byte[] body, boolean whole) {
    int status() {
      return Integer.parseInt(startLine.split(" ", -1)[1]);
    }

    String target() {
      return startLine.split(" ", -1)[1];
    }

    List<String> all(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).trim())
          .toList();
    }

    @Nullable String header(String name) {
      return all(name).isEmpty() ? null : all(name).getFirst();
    }

    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  Wire send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Wire chunk(String text) {
    return chunk(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire chunk(byte[] bytes) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    framed.writeBytes(bytes);
    framed.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    return send(framed.toByteArray());
  }

  Wire lastChunk() {
    return send("0\r\n\r\n");
  }

  /** An answer with a length. */
  Wire answer(int status, String contentType, String body) {
    return send(
        "HTTP/1.1 "
            + status
            + " Said\r\ncontent-type: "
            + contentType
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  Wire streamHead() {
    return send(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  }

  /** The start line and headers only; the body is left to be read. */
  Message head() {
    String start = line();
    if (start == null) {
      throw new AssertionError("the connection ended before a message");
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    return new Message(start, headers, new byte[0], true);
  }

  /** A request, or an answer to anything but HEAD. */
  Message message() {
    Message head = head();
    boolean answer = head.startLine.startsWith("HTTP/");
    if (answer && (head.status() == 204 || head.status() == 304)) {
      return head;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole = readBody(head, answer, body);
    return new Message(head.startLine, head.headers, body.toByteArray(), whole);
  }

  private boolean readBody(Message head, boolean answer, ByteArrayOutputStream body) {
    try {
      if (head.header("transfer-encoding") != null) {
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
          body.writeBytes(chunk);
        }
        return true;
      }
      String length = head.header("content-length");
      int expected = length == null ? (answer ? Integer.MAX_VALUE : 0) : Integer.parseInt(length);
      body.writeBytes(in.readNBytes(expected));
      return body.size() == expected;
    } catch (EOFException | SocketException cutOff) {
      return false;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** One chunk; the last one is empty. */
  byte[] chunk() throws IOException {
    String size = line();
    if (size == null || size.isEmpty()) {
      throw new EOFException("the connection ended between chunks");
    }
    int count = Integer.parseInt(size, 16);
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(bytes.length + " bytes of " + count);
    }
    line();
    return bytes;
  }

  /** Chunks until these characters have come. */
  String chunksOf(int characters) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      text.append(new String(chunk(), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  private @Nullable String line() {
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    } catch (SocketException reset) {
      return null;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Everything until the other side closes. */
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether bytes have come that were not read. */
  boolean hasMore() {
    try {
      return in.available() > 0;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether the other side closes without sending anything more. */
  boolean ends() {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
