package ai.meterr.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: one exchange after the other, in the order in which they were asked. The
 * decoder's gate is closed from the end of a request until its answer is finished.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  /** How long the bytes of a client that has had its last answer are still read. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** What the deadline guards. */
  private enum Waiting {
    FOR_REQUEST,
    FOR_HEAD,
    FOR_BODY,
    FOR_READER,
    FOR_CLOSE
  }

  private final Kernel kernel;
  private final HeadWriter heads;
  private final UpstreamPool pool;
  private final RequestDecoder decoder;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelHandlerContext decoderContext;
  private @Nullable InetAddress peer;
  private @Nullable Deadline deadline;
  private Waiting waiting = Waiting.FOR_REQUEST;
  private @Nullable ClientExchange current;
  private boolean inRead;
  private boolean flushScheduled;
  private boolean gone;
  private boolean closing;

  ClientConnection(Kernel kernel, LoopOwned owned, RequestDecoder decoder) {
    this.kernel = kernel;
    this.heads = owned.heads();
    this.pool = owned.pool();
    this.decoder = decoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    decoderContext = ctx.pipeline().context(decoder);
    deadline = new Deadline(ctx.executor(), this::late);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    peer =
        ctx.channel().remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress()
            : InetAddress.getLoopbackAddress();
    wait(Waiting.FOR_REQUEST, kernel.config().headTime());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inRead = true;
    if (message instanceof HttpRequest request) {
      request(request);
    } else if (message instanceof HttpContent content && current != null) {
      current.content(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void request(HttpRequest request) {
    decoder.closeGate();
    deadline().none();
    if (closing) {
      return;
    }
    RequestHead.Flaw flaw = RequestHead.flaw(request, kernel.config().uriMax());
    if (flaw != null) {
      ReferenceCountUtil.release(request);
      refuse(flaw.status(), flaw.reason(), flaw.target());
      return;
    }
    ClientExchange exchange =
        new ClientExchange(this, kernel, pool, heads, RequestHead.read(request));
    current = exchange;
    try {
      kernel.handler().handle(exchange);
    } catch (Throwable thrown) {
      exchange.crashed("a handler", thrown);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    if (current != null) {
      current.bodyPause();
    } else if (waiting == Waiting.FOR_REQUEST && !closing && decoder.inHead()) {
      wait(Waiting.FOR_HEAD, kernel.config().headTime());
    }
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      if (waiting == Waiting.FOR_READER) {
        deadline().none();
      }
      if (current != null) {
        current.clientReads();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone = true;
    deadline().close();
    ClientExchange left = current;
    current = null;
    if (left != null) {
      left.clientLeft();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // resets, broken handshakes, writes after the end: the peer's business, and the end of it
    if (!(cause instanceof IOException || cause instanceof DecoderException)) {
      Crash.log("a client's connection", cause);
    }
    ctx.close();
  }

  private void late() {
    switch (waiting) {
      case FOR_HEAD -> refuse(408, "The request's head did not come in time", "");
      case FOR_BODY -> {
        if (current != null) {
          current.bodyStalled();
        }
      }
      case FOR_REQUEST, FOR_READER, FOR_CLOSE -> context().close();
    }
  }

  /** The exchange is finished on both sides: its request is read and its answer written. */
  void over(ClientExchange exchange, boolean keepAlive) {
    if (current != exchange) {
      return;
    }
    current = null;
    if (!keepAlive || kernel.draining()) {
      closeAfterWrites(decoder.hasMore());
      return;
    }
    wait(Waiting.FOR_REQUEST, kernel.config().keepAlive());
    openGate();
  }

  /** Ends the connection once what was written has left; more of the client's bytes may come. */
  void closeAfterWrites(boolean bytesMayCome) {
    if (closing) {
      return;
    }
    closing = true;
    current = null;
    decoder.closeGate();
    decoder.discard(decoderContext());
    wait(Waiting.FOR_CLOSE, kernel.config().keepAlive());
    context()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> shutDown(bytesMayCome && written.isSuccess()));
  }

  /**
   * Closing a socket with unread bytes resets it, and the client loses the answer: so only our half
   * is closed, and the rest is read and thrown away until the client has closed its own.
   */
  private void shutDown(boolean linger) {
    SslHandler tls = context().pipeline().get(SslHandler.class);
    if (linger && tls != null) {
      tls.closeOutbound();
      wait(Waiting.FOR_CLOSE, LINGER);
    } else if (linger && context().channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
      wait(Waiting.FOR_CLOSE, LINGER);
    } else {
      context().close();
    }
  }

  /** Breaks the connection so that an answer which only its end would end is seen as broken. */
  void reset() {
    closing = true;
    current = null;
    decoder.closeGate();
    decoder.discard(decoderContext());
    wait(Waiting.FOR_CLOSE, LINGER);
    context()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
              context().close();
            });
  }

  /** An answer of the kernel's own, and the end of the connection. */
  void refuse(int status, String reason, String target) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    Refusals.Page page = kernel.refusals().refuse(status, reason, target);
    headers.set("content-type", page.contentType());
    new Answer(context(), heads, true, false)
        .whole(status, headers, Unpooled.wrappedBuffer(page.body()), false);
    closeAfterWrites(true);
  }

  /** Closes it if nobody uses it; else it closes after the answer under way. */
  void drain() {
    if (current == null && !closing && !decoder.inHead()) {
      context().close();
    }
  }

  void takeBody() {
    wait(Waiting.FOR_BODY, kernel.config().bodyIdle());
    openGate();
  }

  /** More of the body came. */
  void bodyMoves() {
    wait(Waiting.FOR_BODY, kernel.config().bodyIdle());
  }

  void leaveBody() {
    if (waiting == Waiting.FOR_BODY) {
      deadline().none();
    }
    decoder.closeGate();
  }

  /** The client does not keep up: it has that long to begin to. */
  void awaitReader(Duration limit) {
    wait(Waiting.FOR_READER, limit);
  }

  private void openGate() {
    try {
      decoder.openGate(decoderContext());
    } catch (Exception thrown) {
      context().fireExceptionCaught(thrown);
    }
  }

  private void wait(Waiting what, Duration limit) {
    waiting = what;
    deadline().in(limit);
  }

  /** Flushes now, or at the end of the read that is under way. */
  void flush() {
    if (!inRead) {
      context().flush();
    }
  }

  /** Flushes after whatever else the loop does at this moment. */
  void flushSoon() {
    if (!inRead && !flushScheduled) {
      flushScheduled = true;
      context().executor().execute(this::flushScheduled);
    }
  }

  private void flushScheduled() {
    flushScheduled = false;
    context().flush();
  }

  boolean isGone() {
    return gone;
  }

  boolean draining() {
    return kernel.draining();
  }

  InetAddress peer() {
    return peer == null ? InetAddress.getLoopbackAddress() : peer;
  }

  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return context;
  }

  private ChannelHandlerContext decoderContext() {
    if (decoderContext == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return decoderContext;
  }

  private Deadline deadline() {
    if (deadline == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return deadline;
  }
}
