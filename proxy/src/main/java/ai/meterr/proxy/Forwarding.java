package ai.meterr.proxy;

import ai.meterr.proxy.Exchange.Outgoing;
import ai.meterr.proxy.Relay.Failure;
import ai.meterr.proxy.Relay.Failure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way upstream and its answer on the way back: {@link #start} → {@link
 * #connected} → {@link #answerHead} → {@link #answerData} → {@link #answerEnd}, or {@link #fail}
 * from anywhere.
 *
 * <p>Two ends that may end in any order: the upstream's ({@code upstreamOver}: nothing more comes
 * from it) and the client's ({@link ClientExchange#isOver}: writes go nowhere).
 */
final class Forwarding implements Relay.Downstream, UpstreamPool.Waiter {
  /** Bodies up to this size are copied behind their head, so that they are one piece to write. */
  private static final int COPIED_MAX = 8 << 10;

  private static final AsciiString CHUNKED = AsciiString.cached("chunked");

  private final ClientExchange exchange;
  private final UpstreamPool pool;
  private final HeadWriter heads;
  private final Upstream upstream;
  private final Outgoing request;
  private final Relay relay;
  private final boolean streams;
  private final RequestBody requestBody = new RequestBody();
  private @Nullable ByteBuf body;
  private UpstreamPool.@Nullable Attempt attempt;

  /** The connection in use. */
  private @Nullable UpstreamConnection connection;

  /** The connection last used: its read may still be under way when the answer has ended. */
  private @Nullable UpstreamConnection via;

  private long totalAtNanos;
  private boolean repeated;
  private boolean headSeen;
  private boolean requestWritten;
  private boolean upstreamOver;
  private boolean silent;
  private boolean pausedByRelay;
  private boolean pausedByClient;
  private boolean clientStays;

  Forwarding(
      ClientExchange exchange,
      UpstreamPool pool,
      HeadWriter heads,
      Upstream upstream,
      Outgoing request,
      Relay relay) {
    this.exchange = exchange;
    this.pool = pool;
    this.heads = heads;
    this.upstream = upstream;
    this.request = request;
    this.relay = relay;
    this.body = request.body();
    this.streams = request.body() == null && exchange.hasBody();
  }

  void start() {
    if (exchange.isOver()) {
      fail(Kind.REQUEST_BROKEN, "the client left");
      return;
    }
    if (streams && exchange.declaredLength() > request.streamedMax()) {
      fail(Kind.REQUEST_TOO_LARGE, "the body declares to be larger than allowed");
      return;
    }
    totalAtNanos = exchange.loop().ticker().nanoTime() + upstream.limits().total().toNanos();
    UpstreamConnection idle = pool.idle(upstream);
    if (idle != null) {
      connected(idle);
    } else {
      attempt = pool.connect(upstream, this);
    }
  }

  @Override
  public void connected(UpstreamConnection ready) {
    attempt = null;
    ByteBuf head;
    try {
      head = headBytes();
    } catch (IllegalArgumentException unwritable) {
      pool.giveBack(ready);
      exchange.crashed("a request's head", unwritable);
      return;
    }
    connection = ready;
    via = ready;
    pausedByClient = !client().isWritable();
    if (pausedByClient) {
      exchange.awaitReader(upstream.limits().idle());
    }
    ready.begin(this, request.method().equals("HEAD"), totalAtNanos);
    if (streams) {
      ready.write(head);
      ready.flush();
      exchange.takeBody(requestBody);
    } else if (body != null && body.readableBytes() > COPIED_MAX) {
      ready.write(head);
      ready.writeLast(body.retainedSlice());
    } else {
      ready.writeLast(head);
    }
  }

  @Override
  public void notConnected(Kind kind, String detail) {
    attempt = null;
    fail(kind, detail);
  }

  private ByteBuf headBytes() {
    HeadWriter head = heads.request(request.method(), request.target()).headers(request.headers());
    if (!request.headers().contains(HttpHeaderNames.HOST)) {
      head.header(HttpHeaderNames.HOST, hostOf(upstream));
    }
    int length = body == null ? 0 : body.readableBytes();
    if (streams && exchange.declaredLength() < 0) {
      head.header(HttpHeaderNames.TRANSFER_ENCODING, CHUNKED);
    } else if (streams) {
      head.header(HttpHeaderNames.CONTENT_LENGTH, exchange.declaredLength());
    } else if (length > 0 || expectsBody(request.method())) {
      head.header(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    boolean copied = length > 0 && length <= COPIED_MAX;
    ByteBuf bytes = head.end(client().alloc(), copied ? length : 0);
    if (copied && body != null) {
      bytes.writeBytes(body, body.readerIndex(), length);
    }
    return bytes;
  }

  /** Whether the absence of a body must be told (RFC 9110, 8.6). */
  private static boolean expectsBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static String hostOf(Upstream upstream) {
    return switch (upstream) {
      case Upstream.Unix unix -> "localhost";
      case Upstream.Tcp tcp -> {
        boolean bareIpv6 = tcp.host().indexOf(':') >= 0 && !tcp.host().startsWith("[");
        String host = bareIpv6 ? "[" + tcp.host() + "]" : tcp.host();
        yield tcp.port() == (tcp.tls() ? 443 : 80) ? host : host + ":" + tcp.port();
      }
    };
  }

  /** The client's body, streamed through as it comes. */
  private final class RequestBody implements BodySink {
    private long bytesPassed;

    @Override
    public void data(ByteBuf bytes) {
      if (connection == null) {
        bytes.release();
        return;
      }
      bytesPassed += bytes.readableBytes();
      if (bytesPassed > request.streamedMax()) {
        bytes.release();
        fail(Kind.REQUEST_TOO_LARGE, "the body is larger than allowed");
        return;
      }
      if (exchange.declaredLength() < 0) {
        connection.writeChunk(bytes);
      } else {
        connection.write(bytes);
      }
      if (!connection.isWritable() && !exchange.bodyDone()) {
        connection.flush();
        if (connection != null && !connection.isWritable()) {
          exchange.leaveBody();
        }
      }
    }

    @Override
    public void end() {
      if (connection != null) {
        connection.writeEnd(exchange.declaredLength() < 0);
      }
    }

    @Override
    public void flush() {
      if (connection != null) {
        connection.flush();
      }
    }

    @Override
    public void broken(String why) {
      fail(Kind.REQUEST_BROKEN, why);
    }
  }

  /** The upstream takes bytes again. */
  void upstreamReads() {
    if (waitsForClient() && !exchange.isOver()) {
      exchange.takeBody(requestBody);
    }
  }

  /** Whether the upstream has not had the whole body because the client has not sent it. */
  boolean waitsForClient() {
    return streams && !exchange.bodyDone();
  }

  void requestWritten() {
    requestWritten = true;
    letBodyGo();
  }

  void answerHead(int status, HttpHeaders headers) {
    headSeen = true;
    try {
      relay.head(status, headers, this);
    } catch (Throwable thrown) {
      exchange.crashed("a relay", thrown);
    }
  }

  void answerData(ByteBuf bytes) {
    try {
      relay.data(bytes, this);
    } catch (Throwable thrown) {
      exchange.crashed("a relay", thrown);
    }
  }

  void answerEnd() {
    connection = null;
    upstreamOver = true;
    letBodyGo();
    try {
      relay.end(this);
    } catch (Throwable thrown) {
      exchange.crashed("a relay", thrown);
    }
  }

  /**
   * The connection closed before the answer was whole. A connection that was kept may have been
   * closed by the other side before it saw the request: then, and only where nothing was written,
   * the request is sent once more.
   */
  void upstreamClosed(boolean nothingWrittenToKept, String detail) {
    connection = null;
    if (nothingWrittenToKept && !repeated && requestBody.bytesPassed == 0 && !exchange.isOver()) {
      repeated = true;
      attempt = pool.connect(upstream, this);
    } else {
      fail(Kind.BROKEN, detail);
    }
  }

  void fail(Kind kind, String detail) {
    if (upstreamOver) {
      return;
    }
    stopUpstream();
    try {
      relay.failed(new Failure(kind, requestWritten, headSeen, detail), this);
    } catch (Throwable thrown) {
      exchange.crashed("a relay", thrown);
    }
  }

  /** Nothing more comes from the upstream, and the relay hears no more. */
  private void stopUpstream() {
    upstreamOver = true;
    silent = true;
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
    if (connection != null) {
      connection.drop();
      connection = null;
    }
    if (streams && !exchange.bodyDone()) {
      exchange.leaveBody();
    }
    letBodyGo();
  }

  private void letBodyGo() {
    if (body != null) {
      body.release();
      body = null;
    }
    exchange.releaseHeld();
  }

  /** Whether the upstream is not read just now, so that its silence is not its fault. */
  boolean isPaused() {
    return pausedByRelay || (pausedByClient && !exchange.isOver());
  }

  void clientReads() {
    if (pausedByClient) {
      pausedByClient = false;
      readOrNot();
    }
  }

  void clientLeft() {
    if (silent) {
      return;
    }
    if (waitsForClient()) {
      fail(Kind.REQUEST_BROKEN, "the client left");
      return;
    }
    readOrNot();
    try {
      relay.clientLeft(this);
    } catch (Throwable thrown) {
      exchange.crashed("a relay", thrown);
    }
  }

  private void readOrNot() {
    if (connection != null) {
      connection.read(!isPaused());
    }
  }

  @Override
  public void head(int status, HttpHeaders headers) {
    if (exchange.isOver()) {
      return;
    }
    clientStays = exchange.mayStay();
    exchange.answer().head(status, headers, clientStays);
    flushSoon();
  }

  @Override
  public void write(ByteBuf bytes) {
    if (exchange.isOver()) {
      bytes.release();
      return;
    }
    if (!exchange.answer().data(bytes)) {
      abort();
      return;
    }
    if (client().isWritable()) {
      flushSoon();
      return;
    }
    client().flush();
    if (!client().isWritable() && !exchange.isOver()) {
      pausedByClient = true;
      readOrNot();
      exchange.awaitReader(upstream.limits().idle());
    }
  }

  @Override
  public void end() {
    if (exchange.isOver()) {
      return;
    }
    if (!exchange.answer().end()) {
      abort();
      return;
    }
    if (via != null && via.inRead()) {
      via.flushAfterRead(exchange.connection());
    } else {
      exchange.connection().flush();
    }
    exchange.finish(clientStays);
  }

  @Override
  public void abort() {
    exchange.abort();
    stopUpstream();
  }

  @Override
  public void pause() {
    pausedByRelay = true;
    readOrNot();
  }

  @Override
  public void resume() {
    pausedByRelay = false;
    readOrNot();
  }

  @Override
  public void cancelUpstream() {
    stopUpstream();
  }

  private void flushSoon() {
    if (via != null && via.inRead()) {
      via.flushAfterRead(exchange.connection());
    } else {
      exchange.connection().flushSoon();
    }
  }

  private Channel client() {
    return exchange.connection().context().channel();
  }
}
