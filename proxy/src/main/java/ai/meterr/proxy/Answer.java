package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One answer on its way into the client's socket: its head and the framing of its body. */
final class Answer {
  /** Chunks up to this size are copied, so that they are one piece for the socket. */
  private static final int COPIED_MAX = 4 << 10;

  private static final AsciiString CLOSE = AsciiString.cached("close");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final ByteBuf LINE_END = shared("\r\n");
  private static final ByteBuf LAST_CHUNK = shared("0\r\n\r\n");
  private static final ByteBuf CONTINUE = shared("HTTP/1.1 100 Continue\r\n\r\n");

  private enum Framing {
    NOT_BEGUN,
    NO_BODY,
    LENGTH,
    CHUNKS,
    UNTIL_CLOSE
  }

  private final ChannelHandlerContext client;
  private final HeadWriter heads;
  private final boolean http11;
  private final boolean headRequest;
  private Framing framing = Framing.NOT_BEGUN;
  private long remaining;

  Answer(ChannelHandlerContext client, HeadWriter heads, boolean http11, boolean headRequest) {
    this.client = client;
    this.heads = heads;
    this.http11 = http11;
    this.headRequest = headRequest;
  }

  boolean begun() {
    return framing != Framing.NOT_BEGUN;
  }

  /** Whether only the end of the connection ends the body. */
  boolean endsByClose() {
    return framing == Framing.UNTIL_CLOSE;
  }

  void goOn() {
    client.write(CONTINUE.duplicate(), client.voidPromise());
  }

  /**
   * Writes the head; a {@code content-length} among the headers is the body's, else it is chunked,
   * or, for HTTP/1.0, ends with the connection.
   */
  void head(int status, HttpHeaders headers, boolean keepAlive) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    client.write(
        headBytes(status, headers, length, keepAlive).end(client.alloc(), 0), client.voidPromise());
  }

  /** Head and body of an answer that is there whole; ownership of the body passes. */
  void whole(int status, HttpHeaders headers, ByteBuf body, boolean keepAlive) {
    int length = body.readableBytes();
    HeadWriter head = headBytes(status, headers, Integer.toString(length), keepAlive);
    boolean copied = length <= COPIED_MAX && framing == Framing.LENGTH;
    ByteBuf bytes = head.end(client.alloc(), copied ? length : 0);
    if (copied) {
      bytes.writeBytes(body, body.readerIndex(), length);
    }
    client.write(bytes, client.voidPromise());
    if (copied || framing == Framing.NO_BODY) {
      body.release();
    } else {
      client.write(body, client.voidPromise());
    }
    remaining = 0;
  }

  private HeadWriter headBytes(
      int status, HttpHeaders headers, @Nullable String length, boolean keepAlive) {
    HeadWriter head = heads.answer(status).headers(headers);
    boolean lengthAllowed = status != 204;
    if (length != null && lengthAllowed) {
      head.header(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    if (headRequest || status == 204 || status == 304) {
      framing = Framing.NO_BODY;
    } else if (length != null) {
      framing = Framing.LENGTH;
      remaining = Long.parseLong(length.trim());
    } else if (http11) {
      framing = Framing.CHUNKS;
      head.header(HttpHeaderNames.TRANSFER_ENCODING, CHUNKED);
    } else {
      framing = Framing.UNTIL_CLOSE;
    }
    if (!keepAlive || framing == Framing.UNTIL_CLOSE) {
      head.header(HttpHeaderNames.CONNECTION, CLOSE);
    } else if (!http11) {
      head.header(HttpHeaderNames.CONNECTION, KEEP_ALIVE);
    }
    return head;
  }

  /**
   * Writes bytes of the body; ownership passes.
   *
   * @return false where they are more than the head promised: nothing was written
   */
  boolean data(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (count == 0 || framing == Framing.NO_BODY) {
      bytes.release();
      return true;
    }
    switch (framing) {
      case CHUNKS -> chunk(bytes, count);
      case LENGTH -> {
        if (count > remaining) {
          bytes.release();
          return false;
        }
        remaining -= count;
        client.write(bytes, client.voidPromise());
      }
      case UNTIL_CLOSE -> client.write(bytes, client.voidPromise());
      case NOT_BEGUN, NO_BODY -> {
        bytes.release();
        throw new IllegalStateException("an answer's body before its head");
      }
    }
    return true;
  }

  private void chunk(ByteBuf bytes, int count) {
    boolean copied = count <= COPIED_MAX;
    ByteBuf framed = client.alloc().directBuffer(copied ? count + 8 : 12);
    writeHex(framed, count);
    framed.writeShort(LINE_END.getShort(0));
    if (copied) {
      framed.writeBytes(bytes, bytes.readerIndex(), count).writeShort(LINE_END.getShort(0));
      bytes.release();
      client.write(framed, client.voidPromise());
    } else {
      client.write(framed, client.voidPromise());
      client.write(bytes, client.voidPromise());
      client.write(LINE_END.duplicate(), client.voidPromise());
    }
  }

  private static void writeHex(ByteBuf into, int value) {
    int shift = (31 - Integer.numberOfLeadingZeros(value)) & ~3;
    for (; shift >= 0; shift -= 4) {
      into.writeByte("0123456789abcdef".charAt((value >> shift) & 0xf));
    }
  }

  /**
   * Ends the body.
   *
   * @return false where it is shorter than the head promised
   */
  boolean end() {
    if (framing == Framing.CHUNKS) {
      client.write(LAST_CHUNK.duplicate(), client.voidPromise());
    }
    return framing != Framing.LENGTH || remaining == 0;
  }

  private static ByteBuf shared(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
  }
}
