package ai.meterr.gateway;

import ai.meterr.event.Ending;
import ai.meterr.event.UsageEvent;
import ai.meterr.money.CurrencyCode;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.StreamFilter;
import ai.meterr.proxy.Relay;
import ai.meterr.usage.Reading;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Passes one answer from the provider to the client, reads its usage on the side, and sees to it
 * that the call's close record is durable before the bytes that end the answer are released.
 *
 * <p>Three ways to pass, decided by the head:
 *
 * <ul>
 *   <li><b>small plain</b>: the body is kept until it is whole (up to {@link #SMALL}), so that its
 *       cost can stand in the head;
 *   <li><b>large plain</b>: passes one piece behind, so that the last piece can wait for the
 *       record;
 *   <li><b>stream</b>: passes as it comes, until the reader says that this piece holds the end.
 * </ul>
 *
 * <p>From the moment the end is held, everything queues in {@link #held}; the record's completion
 * empties it. Each call is closed exactly once, whatever happens.
 */
final class AnswerRelay implements Relay {
  static final int SMALL = 256 << 10;

  /**
   * How long a stream that has told its finish reason may take to tell its usage, once its client
   * has left.
   */
  static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(AnswerRelay.class.getName());

  private enum Way {
    NOT_BEGUN,
    SMALL_PLAIN,
    LARGE_PLAIN,
    STREAM
  }

  private enum Record {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final Call call;
  private final Meter meter;
  private final CallJournal journal;
  private final CallLog log;
  private final EventExecutor loop;
  private final Runnable whenOver;

  private Way way = Way.NOT_BEGUN;
  private Record record = Record.OPEN;
  private int status;
  private HttpHeaders headers = new DefaultHttpHeaders(false);
  private @Nullable SideReader reader;
  private @Nullable StreamFilter filter;
  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private int heldBytes;
  private boolean holding;
  private boolean upstreamEnded;
  private boolean clientGone;
  private boolean clientHasHead;
  private @Nullable Long firstByteNanos;
  private final List<String> notes = new ArrayList<>(0);

  /**
   * @param over called once when the call is over, however it ended
   */
  AnswerRelay(
      Call call, Meter meter, CallJournal journal, CallLog log, EventExecutor loop, Runnable over) {
    this.call = call;
    this.meter = meter;
    this.journal = journal;
    this.log = log;
    this.loop = loop;
    this.whenOver = over;
  }

  @Override
  public void head(int status, HttpHeaders upstream, Downstream client) {
    this.status = status;
    this.headers = clientHeaders(upstream);
    String type = upstream.get("content-type");
    reader =
        SideReader.of(
            call.endpoint().answer(call.request(), status, type), upstream.get("content-encoding"));
    boolean streams = isStream(type) || (call.request().streamed() && status < 400);
    if (call.request().filter() != null && status < 400 && isEventStream(type)) {
      filterOrNote();
    }
    if (streams) {
      way = Way.STREAM;
      sendHead(client);
    } else if (declaredLength(upstream) > SMALL) {
      way = Way.LARGE_PLAIN;
      sendHead(client);
    } else {
      way = Way.SMALL_PLAIN;
    }
  }

  private void filterOrNote() {
    if (reader().compressed()) {
      notes.add(
          "the provider compressed a stream that had to come plain: its usage frame was left in");
    } else {
      filter = call.request().filter().make();
      headers.remove("content-length");
    }
  }

  @Override
  public void data(ByteBuf bytes, Downstream client) {
    if (firstByteNanos == null && bytes.isReadable()) {
      firstByteNanos = meter.now();
    }
    Progress progress = record == Record.OPEN ? reader().read(bytes) : Progress.OPEN;
    if (clientGone) {
      bytes.release();
      if (progress == Progress.SETTLED) {
        closeForNobody(client, Ending.CLIENT_LEFT, true);
      }
      return;
    }
    switch (way) {
      case SMALL_PLAIN -> keepSmall(bytes, client);
      case LARGE_PLAIN -> passOneBehind(bytes, client);
      case STREAM -> passStream(bytes, progress, client);
      case NOT_BEGUN -> bytes.release();
    }
  }

  private void keepSmall(ByteBuf bytes, Downstream client) {
    hold(bytes);
    if (heldBytes > SMALL) {
      way = Way.LARGE_PLAIN;
      sendHead(client);
      while (held.size() > 1) {
        client.write(unhold());
      }
    }
  }

  private void passOneBehind(ByteBuf bytes, Downstream client) {
    while (!held.isEmpty()) {
      client.write(unhold());
    }
    hold(bytes);
  }

  private void passStream(ByteBuf bytes, Progress progress, Downstream client) {
    holding |= progress != Progress.OPEN && record == Record.OPEN;
    List<ByteBuf> out = filtered(bytes);
    for (ByteBuf piece : out) {
      if (holding) {
        hold(piece);
      } else {
        client.write(piece);
      }
    }
    if (progress == Progress.SETTLED && record == Record.OPEN) {
      close(client, Ending.COMPLETED, true);
    }
    if (holding && heldBytes > SMALL) {
      client.pause();
    }
  }

  private List<ByteBuf> filtered(ByteBuf bytes) {
    if (filter == null) {
      return List.of(bytes);
    }
    List<ByteBuf> out = new ArrayList<>(1);
    try {
      for (var view : bytes.nioBuffers()) {
        filter.filter(view, piece -> out.add(Unpooled.copiedBuffer(piece)));
      }
    } finally {
      bytes.release();
    }
    return out;
  }

  @Override
  public void end(Downstream client) {
    upstreamEnded = true;
    if (filter != null) {
      filter.end(piece -> hold(Unpooled.copiedBuffer(piece)));
    }
    if (record == Record.OPEN) {
      if (clientGone) {
        closeForNobody(client, Ending.CLIENT_LEFT, true);
      } else {
        close(client, Ending.COMPLETED, true);
      }
    } else if (record == Record.CLOSED && !clientGone) {
      release(client);
    }
  }

  @Override
  public void failed(Failure failure, Downstream client) {
    upstreamEnded = true;
    notes.add(
        "provider: " + failure.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    if (record != Record.OPEN) {
      // the usage had already settled: only the tail of the answer is missing
      if (record == Record.CLOSED && !clientGone) {
        breakOff(client);
      }
      return;
    }
    if (clientGone || failure.kind() == Failure.Kind.REQUEST_BROKEN) {
      closeForNobody(client, Ending.CLIENT_LEFT, failure.requestWritten());
      return;
    }
    Ending ending = failure.headSeen() ? Ending.PROVIDER_BROKE : Ending.NO_ANSWER;
    UsageEvent event = event(ending, failure.requestWritten(), false);
    record = Record.CLOSING;
    journal.close(
        call.caller().organization(),
        event,
        loop,
        new CallJournal.Answer() {
          @Override
          public void durable() {
            finished(event);
            if (clientHasHead) {
              breakOff(client);
            } else {
              releaseHeld();
              refuse(refusalFor(failure), client);
            }
          }

          @Override
          public void refused(String why) {
            journalLost(why, client);
          }
        });
  }

  private Refusal refusalFor(Failure failure) {
    String provider = call.provider().name();
    return switch (failure.kind()) {
      case FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT, CONNECT_TIMEOUT ->
          Refusal.providerSilent(provider);
      case FORBIDDEN_ADDRESS -> Refusal.addressNotAllowed();
      case REQUEST_TOO_LARGE -> Refusal.tooLarge(Gateway.STREAMED_MAX);
      default ->
          failure.headSeen()
              ? Refusal.providerBroke(provider)
              : Refusal.providerUnreachable(provider);
    };
  }

  @Override
  public void clientLeft(Downstream client) {
    clientGone = true;
    releaseHeld();
    if (record != Record.OPEN) {
      if (upstreamEnded) {
        return;
      }
      client.cancelUpstream();
      over();
      return;
    }
    if (way == Way.STREAM && !holding) {
      // the provider bills what it has generated; going on would only cost more
      closeForNobody(client, Ending.CLIENT_LEFT, true);
    } else if (way == Way.STREAM) {
      loop.schedule(
          () -> closeForNobody(client, Ending.CLIENT_LEFT, true),
          LAST_WORDS.toMillis(),
          TimeUnit.MILLISECONDS);
    }
    // a plain answer is generated and billed in full whether somebody waits or not: it is read to
    // its end, within the kernel's limits
  }

  /** Ends the answer for a client that waits: the record first, then what is held. */
  private void close(Downstream client, Ending ending, boolean complete) {
    UsageEvent event = event(ending, true, complete);
    record = Record.CLOSING;
    journal.close(
        call.caller().organization(),
        event,
        loop,
        new CallJournal.Answer() {
          @Override
          public void durable() {
            finished(event);
            if (clientGone) {
              releaseHeld();
              over();
              return;
            }
            if (way == Way.SMALL_PLAIN) {
              addCost(event);
            }
            release(client);
          }

          @Override
          public void refused(String why) {
            journalLost(why, client);
          }
        });
  }

  private void closeForNobody(Downstream client, Ending ending, boolean requestWritten) {
    if (record != Record.OPEN) {
      return;
    }
    boolean complete = upstreamEnded && ending != Ending.NO_ANSWER;
    UsageEvent event = event(ending, requestWritten, complete);
    record = Record.CLOSING;
    if (!upstreamEnded) {
      client.cancelUpstream();
    }
    releaseHeld();
    journal.close(
        call.caller().organization(),
        event,
        loop,
        new CallJournal.Answer() {
          @Override
          public void durable() {
            finished(event);
            over();
          }

          @Override
          public void refused(String why) {
            LOG.log(
                Level.SEVERE, "close record of {0} refused: {1}", new Object[] {call.id(), why});
            over();
          }
        });
  }

  private UsageEvent event(Ending ending, boolean requestWritten, boolean complete) {
    Reading reading = reader == null ? Reading.silent(false) : reader.finish(complete);
    boolean answered = status != 0;
    return meter.closing(
        call,
        new Meter.Outcome(
            answered ? status : null,
            ending,
            requestWritten,
            way == Way.STREAM ? firstByteNanos : null,
            notes),
        reading);
  }

  private void finished(UsageEvent event) {
    record = Record.CLOSED;
    log.ended(event);
  }

  private void release(Downstream client) {
    if (!clientHasHead) {
      sendHead(client);
    }
    while (!held.isEmpty()) {
      client.write(unhold());
    }
    holding = false;
    if (upstreamEnded) {
      client.end();
      over();
    } else {
      client.resume();
    }
  }

  private void breakOff(Downstream client) {
    releaseHeld();
    if (way == Way.STREAM
        && reader != null
        && !reader.compressed()
        && isEventStream(headers.get("content-type"))) {
      Refusal broke = Refusal.providerBroke(call.provider().name());
      client.write(
          Unpooled.wrappedBuffer(call.api().errors().frame(broke.code(), broke.message())));
    }
    client.abort();
    over();
  }

  private void refuse(Refusal refusal, Downstream client) {
    byte[] body = call.api().errors().body(refusal.status(), refusal.code(), refusal.message());
    HttpHeaders own = new DefaultHttpHeaders(false);
    own.set("content-type", "application/json");
    own.set("content-length", body.length);
    own.set("x-meterr-event-id", call.id().value());
    if (refusal.retryAfterSeconds() != null) {
      own.set("retry-after", refusal.retryAfterSeconds());
    }
    clientHasHead = true;
    client.head(refusal.status(), own);
    client.write(Unpooled.wrappedBuffer(body));
    client.end();
    over();
  }

  /**
   * The journal is gone: what was not recorded is not delivered. The open record stands and becomes
   * an interrupted event.
   */
  private void journalLost(String why, Downstream client) {
    LOG.log(Level.SEVERE, "close record of {0} refused: {1}", new Object[] {call.id(), why});
    record = Record.CLOSED;
    releaseHeld();
    if (!upstreamEnded) {
      client.cancelUpstream();
    }
    if (clientGone) {
      over();
    } else if (clientHasHead) {
      client.abort();
      over();
    } else {
      refuse(Refusal.journalRefused(), client);
    }
  }

  private void over() {
    if (reader != null) {
      reader.close();
    }
    whenOver.run();
  }

  private void sendHead(Downstream client) {
    clientHasHead = true;
    client.head(status, headers);
  }

  private void addCost(UsageEvent event) {
    if (event.cost() != null && event.cost().currency().equals(CurrencyCode.USD)) {
      headers.set("x-meterr-cost", event.cost().toDecimalString());
    }
  }

  private HttpHeaders clientHeaders(HttpHeaders upstream) {
    HttpHeaders out = new DefaultHttpHeaders(false);
    out.add(upstream);
    out.remove("set-cookie");
    out.remove("alt-svc");
    out.set("x-meterr-event-id", call.id().value());
    return out;
  }

  private void hold(ByteBuf bytes) {
    held.add(bytes);
    heldBytes += bytes.readableBytes();
  }

  private ByteBuf unhold() {
    ByteBuf bytes = held.remove();
    heldBytes -= bytes.readableBytes();
    return bytes;
  }

  private void releaseHeld() {
    while (!held.isEmpty()) {
      unhold().release();
    }
  }

  private SideReader reader() {
    return java.util.Objects.requireNonNull(reader, "the head comes before the body");
  }

  private static long declaredLength(HttpHeaders headers) {
    String length = headers.get("content-length");
    return length == null ? -1 : Long.parseLong(length.trim());
  }

  private static boolean isEventStream(@Nullable String type) {
    return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  private static boolean isStream(@Nullable String type) {
    return isEventStream(type)
        || (type != null
            && (type.startsWith("application/x-ndjson")
                || type.startsWith("application/stream+json")
                || type.startsWith("application/vnd.amazon.eventstream")));
  }
}
