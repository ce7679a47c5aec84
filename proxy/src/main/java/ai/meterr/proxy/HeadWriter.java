package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes the heads of requests and answers. One per event loop: the bytes are put together on the
 * heap and copied into pooled memory once.
 */
final class HeadWriter {
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] SEPARATOR = {':', ' '};
  private static final byte[] HTTP_1_1 = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] STATUS_LINES = new byte[600][];

  static {
    for (int code = 200; code < STATUS_LINES.length; code++) {
      STATUS_LINES[code] = statusLine(code);
    }
  }

  private byte[] bytes = new byte[4096];
  private int length;

  HeadWriter answer(int status) {
    length = 0;
    boolean known = status >= 200 && status < STATUS_LINES.length;
    raw(known ? STATUS_LINES[status] : statusLine(status));
    return this;
  }

  HeadWriter request(String method, String target) {
    length = 0;
    text(method);
    raw(new byte[] {' '});
    text(target);
    raw(HTTP_1_1);
    return this;
  }

  /** All of them except those that the kernel sets itself. */
  HeadWriter headers(HttpHeaders headers) {
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      if (!HopByHop.isKernels(header.getKey())) {
        header(header.getKey(), header.getValue());
      }
    }
    return this;
  }

  HeadWriter header(CharSequence name, CharSequence value) {
    text(name);
    raw(SEPARATOR);
    text(value);
    raw(LINE_END);
    return this;
  }

  HeadWriter header(CharSequence name, long value) {
    return header(name, Long.toString(value));
  }

  /**
   * Ends the head.
   *
   * @param more bytes that the caller will append
   */
  ByteBuf end(ByteBufAllocator allocator, int more) {
    raw(LINE_END);
    return allocator.directBuffer(length + more).writeBytes(bytes, 0, length);
  }

  private void raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /**
   * @throws IllegalArgumentException for a character that could end the line: a header may have
   *     been put together from what a tenant entered
   */
  private void text(CharSequence text) {
    int count = text.length();
    room(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c > 255 || (c < ' ' && c != '\t') || c == 127) {
        throw new IllegalArgumentException("a header holds a character that no header may hold");
      }
      bytes[length + i] = (byte) c;
    }
    length += count;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static byte[] statusLine(int code) {
    return ("HTTP/1.1 " + code + " " + HttpResponseStatus.valueOf(code).reasonPhrase() + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
