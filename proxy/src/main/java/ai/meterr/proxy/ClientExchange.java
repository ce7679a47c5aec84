package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of a client's connection, and where its body and its answer are. */
final class ClientExchange implements Exchange {
  /** Bytes per second that a body must bring over time, however it spreads them. */
  private static final long BODY_RATE_MIN = 128;

  private final ClientConnection connection;
  private final Kernel kernel;
  private final UpstreamPool pool;
  private final HeadWriter heads;
  private final RequestHead head;
  private final Answer answer;
  private @Nullable BodySink sink;
  private @Nullable HeldBody held;
  private @Nullable Forwarding forwarding;
  private boolean bodyDone;
  private boolean continued;
  private boolean taking;
  private long takenBytes;
  private long takenSinceNanos;
  private boolean finished;

  ClientExchange(
      ClientConnection connection,
      Kernel kernel,
      UpstreamPool pool,
      HeadWriter heads,
      RequestHead head) {
    this.connection = connection;
    this.kernel = kernel;
    this.pool = pool;
    this.heads = heads;
    this.head = head;
    this.answer = new Answer(connection.context(), heads, head.http11(), head.isHead());
    this.bodyDone = !head.hasBody();
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String target() {
    return head.target();
  }

  @Override
  public String path() {
    int query = head.target().indexOf('?');
    return query < 0 ? head.target() : head.target().substring(0, query);
  }

  @Override
  public String query() {
    int query = head.target().indexOf('?');
    return query < 0 ? "" : head.target().substring(query + 1);
  }

  @Override
  public HttpHeaders headers() {
    return head.headers();
  }

  @Override
  public InetAddress peer() {
    return connection.peer();
  }

  @Override
  public EventExecutor loop() {
    return connection.context().executor();
  }

  @Override
  public boolean hasBody() {
    return head.hasBody();
  }

  @Override
  public long declaredLength() {
    return head.declaredLength();
  }

  @Override
  public void hold(long bytesMax, Consumer<Held> then) {
    if (isOver()) {
      then.accept(new Held.Gone());
    } else if (bodyDone) {
      then.accept(new Held.Body(Unpooled.EMPTY_BUFFER));
    } else if (head.declaredLength() > bytesMax) {
      then.accept(new Held.TooLarge());
    } else {
      held =
          new HeldBody(
              connection.context().alloc(),
              kernel.memory(),
              head.declaredLength(),
              bytesMax,
              this::leaveBody,
              outcome -> {
                try {
                  then.accept(outcome);
                } catch (Throwable thrown) {
                  crashed("a handler", thrown);
                }
              });
      takeBody(held);
    }
  }

  @Override
  public void answer(int status, HttpHeaders headers, ByteBuf body) {
    if (isOver()) {
      body.release();
      releaseHeld();
      return;
    }
    boolean keepAlive = mayStay();
    answer.whole(status, headers, body, keepAlive);
    finish(keepAlive);
    connection.flush();
  }

  @Override
  public void forward(Upstream upstream, Outgoing request, Relay relay) {
    Forwarding way = new Forwarding(this, pool, heads, upstream, request, relay);
    forwarding = way;
    way.start();
  }

  /** Bytes of the body go there from here on. */
  void takeBody(BodySink to) {
    sink = to;
    if (head.expectsContinue() && !continued) {
      continued = true;
      answer.goOn();
      connection.flush();
    }
    taking = true;
    takenBytes = 0;
    takenSinceNanos = loop().ticker().nanoTime();
    connection.takeBody();
  }

  /** No more bytes for now. */
  void leaveBody() {
    taking = false;
    connection.leaveBody();
  }

  void content(HttpContent content) {
    if (bodyDone || sink == null) {
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      breakBody(400, "The request's body is malformed");
      return;
    }
    BodySink to = sink;
    ByteBuf bytes = content.content();
    if (content instanceof LastHttpContent) {
      bodyDone = true;
      leaveBody();
    }
    if (bytes.isReadable()) {
      takenBytes += bytes.readableBytes();
      to.data(bytes);
    } else {
      bytes.release();
    }
    if (bodyDone) {
      to.end();
    }
  }

  /** The bytes at hand have been passed on. */
  void bodyPause() {
    if (sink == null) {
      return;
    }
    sink.flush();
    if (taking && trickles()) {
      bodyStalled();
    } else if (taking) {
      connection.bodyMoves();
    }
  }

  private boolean trickles() {
    long nanos = loop().ticker().nanoTime() - takenSinceNanos;
    return nanos > kernel.config().bodyIdle().toNanos()
        && takenBytes < BODY_RATE_MIN * TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  void bodyStalled() {
    breakBody(408, "The request's body did not come in time");
  }

  private void breakBody(int status, String reason) {
    BodySink from = sink;
    boolean begun = answer.begun();
    finished = true;
    if (from != null) {
      from.broken(reason);
    }
    if (begun) {
      breakAnswer();
    } else {
      connection.refuse(status, reason, target());
    }
  }

  void clientLeft() {
    boolean wasFinished = finished;
    finished = true;
    if (wasFinished) {
      return;
    }
    if (forwarding != null) {
      forwarding.clientLeft();
    } else if (sink != null && !bodyDone) {
      sink.broken("the client left");
    }
  }

  void clientReads() {
    if (taking) {
      connection.bodyMoves();
    }
    if (forwarding != null) {
      forwarding.clientReads();
    }
  }

  /** A handler or a relay threw. */
  void crashed(String who, Throwable thrown) {
    Crash.log(who, thrown);
    if (forwarding != null) {
      forwarding.cancelUpstream();
    }
    if (isOver()) {
      return;
    }
    finished = true;
    releaseHeld();
    if (answer.begun()) {
      breakAnswer();
    } else {
      connection.refuse(500, "Something went wrong inside", target());
    }
  }

  /** The client sees that its answer is not whole. */
  void abort() {
    if (isOver()) {
      return;
    }
    finished = true;
    releaseHeld();
    breakAnswer();
  }

  private void breakAnswer() {
    if (answer.endsByClose()) {
      connection.reset();
    } else {
      connection.closeAfterWrites(!bodyDone);
    }
  }

  /** The answer is written. */
  void finish(boolean keepAlive) {
    finished = true;
    releaseHeld();
    if (!bodyDone) {
      connection.closeAfterWrites(true);
    } else {
      connection.over(this, keepAlive && !answer.endsByClose());
    }
  }

  void releaseHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  boolean mayStay() {
    return head.keepAlive() && bodyDone && !connection.draining();
  }

  /** Whether nobody waits for an answer, or nothing can be added to it. */
  boolean isOver() {
    return finished || connection.isGone();
  }

  boolean bodyDone() {
    return bodyDone;
  }

  Answer answer() {
    return answer;
  }

  ClientConnection connection() {
    return connection;
  }

  void awaitReader(Duration limit) {
    connection.awaitReader(limit);
  }
}
