package ai.meterr.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One end of a plain HTTP/1.1 connection, byte for byte: what no well-behaved client would do. */
final class Wire implements AutoCloseable {
  /** A head and a body as they came. */
  record Message(String startLine, List<String> headers, byte[] body) {
    int status() {
      return Integer.parseInt(startLine.split(" ", -1)[1]);
    }

    @Nullable String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).trim())
          .findFirst()
          .orElse(null);
    }

    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(Socket socket) {
    try {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Wire to(ProxyServer proxy) {
    try {
      return new Wire(new Socket("127.0.0.1", proxy.port()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Wire send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Null at the end of the connection. */
  @Nullable Message request() {
    return message(false);
  }

  Message answer() {
    Message message = message(false);
    if (message == null) {
      throw new AssertionError("the connection ended before an answer");
    }
    return message;
  }

  Message answerToHead() {
    Message message = message(true);
    if (message == null) {
      throw new AssertionError("the connection ended before an answer");
    }
    return message;
  }

  private @Nullable Message message(boolean noBody) {
    try {
      String start = line();
      if (start == null) {
        return null;
      }
      List<String> headers = new ArrayList<>();
      for (String line = line(); line != null && !line.isEmpty(); line = line()) {
        headers.add(line);
      }
      Message head = new Message(start, headers, new byte[0]);
      boolean answer = start.startsWith("HTTP/");
      boolean empty =
          noBody
              || (answer && (head.status() < 200 || head.status() == 204 || head.status() == 304));
      return empty ? head : new Message(start, headers, body(head, answer));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private byte[] body(Message head, boolean answer) throws IOException {
    String length = head.header("content-length");
    if (head.header("transfer-encoding") != null) {
      return chunks();
    }
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    return answer ? in.readAllBytes() : new byte[0];
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      whole.writeBytes(chunk);
    }
    return whole.toByteArray();
  }

  /** One chunk; the last one is empty. */
  byte[] chunk() throws IOException {
    String size = line();
    if (size == null) {
      throw new EOFException("the connection ended between chunks");
    }
    byte[] bytes = exactly(Integer.parseInt(size, 16));
    line();
    return bytes;
  }

  byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(bytes.length + " bytes of " + count);
    }
    return bytes;
  }

  @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Everything until the other side closes. */
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether the other side closes, or resets, without sending anything more. */
  boolean ends() {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  InputStream in() {
    return in;
  }

  void stopSending() {
    try {
      socket.shutdownOutput();
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

  /** Closes with a reset, as a program that crashes does. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
