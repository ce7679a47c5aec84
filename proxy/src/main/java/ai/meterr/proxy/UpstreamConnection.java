package ai.meterr.proxy;

import ai.meterr.proxy.Relay.Failure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to an upstream: one forwarded request at a time, idle in the pool in between. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  /** How long it may lie idle: shorter than what servers commonly allow (75 s and more). */
  private static final Duration KEPT = Duration.ofSeconds(55);

  private enum Phase {
    IDLE,
    SENDING,
    WAITING,
    ANSWERING
  }

  private final UpstreamPool pool;
  private final Upstream upstream;
  private final AnswerDecoder decoder;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline deadline;
  private Phase phase = Phase.IDLE;
  private @Nullable Forwarding user;
  private boolean kept;
  private boolean inRead;
  private boolean interim;
  private boolean keepAlive;
  private long totalAtNanos;
  private long pendingBefore;
  private @Nullable ChannelFuture first;
  private @Nullable ChannelFuture last;
  private @Nullable ClientConnection toFlush;

  UpstreamConnection(UpstreamPool pool, Upstream upstream, AnswerDecoder decoder) {
    this.pool = pool;
    this.upstream = upstream;
    this.decoder = decoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    deadline = new Deadline(ctx.executor(), this::late);
  }

  Upstream upstream() {
    return upstream;
  }

  boolean isUsable() {
    return context().channel().isActive() && user == null;
  }

  void begin(Forwarding by, boolean isHead, long totalAt) {
    user = by;
    totalAtNanos = totalAt;
    first = null;
    last = null;
    interim = false;
    keepAlive = false;
    decoder.expect(isHead);
    read(!by.isPaused());
    enter(Phase.SENDING, upstream.limits().idle());
  }

  /** Back in the pool. */
  void rest() {
    kept = true;
    phase = Phase.IDLE;
    read(true);
    deadline().in(KEPT);
  }

  void write(ByteBuf bytes) {
    ChannelFuture written = context().write(bytes);
    if (first == null) {
      first = written;
    }
  }

  void writeChunk(ByteBuf bytes) {
    String size = Integer.toHexString(bytes.readableBytes()) + "\r\n";
    ByteBuf before = context().alloc().directBuffer(size.length());
    ByteBufUtil.writeAscii(before, size);
    context().write(before, context().voidPromise());
    context().write(bytes, context().voidPromise());
    context().write(ascii("\r\n"), context().voidPromise());
  }

  /** The end of a streamed body. */
  void writeEnd(boolean chunked) {
    writeLast(chunked ? ascii("0\r\n\r\n") : Unpooled.EMPTY_BUFFER);
  }

  private ByteBuf ascii(String text) {
    return ByteBufUtil.encodeString(
        context().alloc(), CharBuffer.wrap(text), StandardCharsets.US_ASCII);
  }

  void writeLast(ByteBuf bytes) {
    ChannelFuture written = context().writeAndFlush(bytes);
    last = written;
    if (first == null) {
      first = written;
    }
    if (written.isDone()) {
      written(written);
    } else {
      written.addListener(done -> written((ChannelFuture) done));
    }
  }

  private void written(ChannelFuture future) {
    if (future != last || user == null || !future.isSuccess()) {
      return;
    }
    if (phase == Phase.SENDING) {
      enter(Phase.WAITING, upstream.limits().firstByte());
    }
    user.requestWritten();
  }

  void flush() {
    context().flush();
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  void read(boolean wanted) {
    if (context().channel().config().isAutoRead() != wanted) {
      context().channel().config().setAutoRead(wanted);
    }
  }

  /** Closes without a word to whom it served. */
  void drop() {
    user = null;
    context().close();
  }

  boolean inRead() {
    return inRead;
  }

  void flushAfterRead(ClientConnection client) {
    toFlush = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (message instanceof HttpResponse response) {
      head(response);
    } else if (message instanceof HttpContent content) {
      content(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpResponse response) {
    if (user == null) {
      context().close();
      return;
    }
    int status = response.status().code();
    HttpHeaders headers = response.headers();
    if (response.decoderResult().isFailure() || isForeignCoding(headers)) {
      broken("the answer is badly framed");
    } else if (status == 101) {
      broken("the upstream changed the protocol unasked");
    } else if (status < 200) {
      interim = true;
    } else {
      keepAlive = HttpUtil.isKeepAlive(response);
      HopByHop.strip(headers);
      enter(Phase.ANSWERING, upstream.limits().idle());
      user.answerHead(status, headers);
    }
  }

  private static boolean isForeignCoding(HttpHeaders headers) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return !codings.isEmpty()
        && (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked"));
  }

  private void content(HttpContent content) {
    boolean ends = content instanceof LastHttpContent;
    if (interim || user == null) {
      interim = interim && !ends;
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      broken("the answer is badly framed");
      return;
    }
    if (content.content().isReadable()) {
      user.answerData(content.content());
    } else {
      content.release();
    }
    if (ends && user != null) {
      answered(user);
    }
  }

  private void answered(Forwarding served) {
    user = null;
    boolean whole = last != null && last.isSuccess();
    if (keepAlive && whole && !decoder.hasMore() && context().channel().isActive()) {
      pool.giveBack(this);
    } else {
      context().close();
    }
    served.answerEnd();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    if (phase == Phase.ANSWERING && user != null) {
      enter(Phase.ANSWERING, upstream.limits().idle());
    }
    if (toFlush != null) {
      ClientConnection client = toFlush;
      toFlush = null;
      client.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (user != null && ctx.channel().isWritable()) {
      user.upstreamReads();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken("the upstream closed the connection");
    deadline().close();
    pool.forget(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      Crash.log("an upstream's connection", cause);
    }
    broken(cause instanceof IOException ? "the connection was reset" : "the answer is unreadable");
  }

  private void broken(String detail) {
    Forwarding served = user;
    user = null;
    // fails what is still waiting to be written, so that what was written is known below
    context().close();
    if (served != null) {
      boolean nothingWritten =
          phase == Phase.SENDING && first != null && first.isDone() && !first.isSuccess();
      served.upstreamClosed(kept && nothingWritten, detail);
    }
  }

  private void enter(Phase next, Duration limit) {
    phase = next;
    long at = deadline().now() + limit.toNanos();
    deadline().at(at - totalAtNanos < 0 ? at : totalAtNanos);
  }

  private void late() {
    Forwarding served = user;
    if (served == null) {
      context().close();
    } else if (deadline().now() - totalAtNanos >= 0) {
      served.fail(Kind.TOTAL_TIMEOUT, "the answer took longer than a call may");
    } else if (phase == Phase.WAITING) {
      served.fail(Kind.FIRST_BYTE_TIMEOUT, "no answer began in time");
    } else if (isNobodysFault(served)) {
      enter(phase, upstream.limits().idle());
    } else {
      served.fail(Kind.IDLE_TIMEOUT, "the upstream fell silent");
    }
  }

  private boolean isNobodysFault(Forwarding served) {
    if (phase == Phase.ANSWERING) {
      return served.isPaused();
    }
    ChannelOutboundBuffer waiting = context().channel().unsafe().outboundBuffer();
    long pending = waiting == null ? 0 : waiting.totalPendingWriteBytes();
    boolean moved = pending != pendingBefore;
    pendingBefore = pending;
    return moved || (pending == 0 && served.waitsForClient());
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return context;
  }

  private Deadline deadline() {
    if (deadline == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return deadline;
  }
}
