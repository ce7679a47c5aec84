package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Netty's strict request parser behind a gate. While the gate is closed nothing is parsed: bytes
 * wait unread, in the socket once {@link #BACKLOG} of them wait here. So pipelined requests and
 * bodies that nobody takes yet cost a bounded amount of memory.
 *
 * <p>What Netty lets pass, and is refused here: folded header lines, bare line feeds before a
 * request, separators in a request line other than one space.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int BACKLOG = 64 << 10;

  /** Bytes of a request line beside its target: the method, two spaces, the version. */
  private static final int LINE_EXTRA = 64;

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private enum Guard {
    PASS,
    WAIT,
    REFUSE
  }

  private boolean closed;
  private boolean discarding;
  private boolean reading;
  private boolean inHeaders;
  private boolean inBody;

  RequestDecoder(ProxyConfig config) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(config.uriMax() + LINE_EXTRA)
            .setMaxHeaderSize(config.headMax())
            .setMaxChunkSize(BACKLOG * 2));
  }

  void closeGate() {
    closed = true;
  }

  /** Goes on parsing, with what has been waiting first. */
  void openGate(ChannelHandlerContext ctx) throws Exception {
    if (!closed) {
      return;
    }
    closed = false;
    if (!ctx.channel().config().isAutoRead()) {
      ctx.channel().config().setAutoRead(true);
    }
    if (!reading && actualReadableBytes() > 0) {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      ctx.fireChannelReadComplete();
    }
  }

  /** From here on, whatever comes is thrown away. */
  void discard(ChannelHandlerContext ctx) {
    discarding = true;
    ctx.channel().config().setAutoRead(true);
  }

  /** Whether bytes wait that have not been parsed. */
  boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  /** Whether a request has begun whose head is not complete. */
  boolean inHead() {
    return inHeaders || (!inBody && !closed && actualReadableBytes() > 0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    if (discarding) {
      ReferenceCountUtil.release(input);
      return;
    }
    boolean outer = !reading;
    reading = true;
    try {
      super.channelRead(ctx, input);
    } finally {
      if (outer) {
        reading = false;
      }
    }
    if (closed && actualReadableBytes() > BACKLOG) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (closed || discarding) {
      // Netty's own would ask for more bytes, since nothing came of these
      discardSomeReadBytes();
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (closed) {
      return;
    }
    Guard guard = inBody ? Guard.PASS : guard(in);
    if (guard == Guard.PASS) {
      super.decode(ctx, in, out);
      follow(out);
    } else if (guard == Guard.REFUSE) {
      in.skipBytes(in.readableBytes());
      HttpMessage refused = createInvalidMessage();
      refused.setDecoderResult(
          DecoderResult.failure(new IllegalArgumentException("malformed request head")));
      out.add(refused);
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    inHeaders = true;
    return super.createMessage(initialLine);
  }

  private void follow(List<Object> out) {
    if (out.isEmpty()) {
      return;
    }
    Object last = out.get(out.size() - 1);
    if (last instanceof HttpRequest) {
      inHeaders = false;
      inBody = true;
    } else if (last instanceof LastHttpContent) {
      inHeaders = false;
      inBody = false;
    }
  }

  /** Looks at the raw lines of a head before they are parsed: afterwards these flaws are gone. */
  private Guard guard(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    if (!inHeaders) {
      while (at < end && (in.getByte(at) == CR || in.getByte(at) == LF)) {
        if (in.getByte(at) == LF) {
          return Guard.REFUSE;
        }
        if (at + 1 == end) {
          return Guard.WAIT;
        }
        if (in.getByte(at + 1) != LF) {
          return Guard.REFUSE;
        }
        at += 2;
      }
      int lineEnd = in.indexOf(at, end, LF);
      if (lineEnd < 0) {
        return Guard.PASS;
      }
      if (!isCleanRequestLine(in, at, lineEnd)) {
        return Guard.REFUSE;
      }
      at = lineEnd + 1;
    }
    return guardHeaders(in, at, end);
  }

  private static Guard guardHeaders(ByteBuf in, int start, int end) {
    int at = start;
    while (at < end) {
      byte first = in.getByte(at);
      if (first == ' ' || first == '\t') {
        return Guard.REFUSE;
      }
      if (first == CR || first == LF) {
        return Guard.PASS;
      }
      int lineEnd = in.indexOf(at, end, LF);
      if (lineEnd < 0) {
        return Guard.PASS;
      }
      at = lineEnd + 1;
    }
    return Guard.PASS;
  }

  /** Three words, two single spaces, nothing else that could be taken for a separator. */
  private static boolean isCleanRequestLine(ByteBuf in, int start, int lineEnd) {
    int end = lineEnd > start && in.getByte(lineEnd - 1) == CR ? lineEnd - 1 : lineEnd;
    int spaces = 0;
    boolean afterSpace = true;
    for (int at = start; at < end; at++) {
      int b = in.getByte(at) & 0xff;
      if (b < ' ' || b == 127 || (b == ' ' && afterSpace)) {
        return false;
      }
      afterSpace = b == ' ';
      spaces += afterSpace ? 1 : 0;
    }
    return spaces == 2;
  }
}
