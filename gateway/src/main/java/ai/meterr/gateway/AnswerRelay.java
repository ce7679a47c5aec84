package ai.meterr.gateway;

import ai.meterr.event.Ending;
import ai.meterr.event.EndpointKind;
import ai.meterr.event.UsageEvent;
import ai.meterr.money.CurrencyCode;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.StreamFilter;
import ai.meterr.proxy.Relay;
import ai.meterr.usage.Reading;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 *   <li><b>large plain</b>, and plain ones whose cost nobody will know: passes one piece behind, so
 *       that the last piece can wait for the record;
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

  /**
   * How long an answer that has not begun is waited for, once its client has left: a stream's head
   * only ends it, a plain answer's tells what it cost.
   */
  static final Duration STREAM_HEAD = Duration.ofSeconds(5);

  static final Duration PLAIN_HEAD = Duration.ofSeconds(60);

  private static final Logger LOG = Logger.getLogger(AnswerRelay.class.getName());
  private static final byte[] FRAME_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

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

  private enum Source {
    RUNNING,
    ENDED,
    BROKEN
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
  private final FrameEdge edge = new FrameEdge();
  private Source upstream = Source.RUNNING;
  private boolean clientGone;
  private boolean clientHasHead;
  private boolean isOver;
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
  public void head(int status, HttpHeaders answer, Downstream client) {
    this.status = status;
    this.headers = AnswerHeaders.of(answer, call.id());
    String type = answer.get("content-type");
    reader = SideReader.of(readerOf(status, answer), answer.get("content-encoding"));
    StreamFilter.Maker maker = call.request().filter();
    if (maker != null && status < 400 && isEventStream(type)) {
      filterOrNote(maker);
    }
    if (isStream(type) || (call.request().streamed() && status < 400)) {
      way = Way.STREAM;
    } else if (mayTellCost(status, type) && declaredLength(answer) <= SMALL) {
      way = Way.SMALL_PLAIN;
    } else {
      way = Way.LARGE_PLAIN;
    }
    if (clientGone && !isReadForNobody()) {
      closeForNobody(client, true);
    } else if (way == Way.STREAM) {
      sendHead(client);
    }
  }

  private AnswerReader readerOf(int status, HttpHeaders answer) {
    AnswerReader reads = call.endpoint().answer(call.request(), status, answer::get);
    boolean unread = call.kind() != EndpointKind.METERED;
    return unread && isEventStream(answer.get("content-type")) ? new StreamEnd(reads) : reads;
  }

  private void filterOrNote(StreamFilter.Maker maker) {
    if (reader().compressed()) {
      notes.add(
          "the provider compressed a stream that had to come plain: its usage frame was left in");
    } else {
      filter = maker.make();
      headers.remove("content-length");
    }
  }

  /** An error costs nothing, wherever it comes from. Sound and pictures tell no usage. */
  private boolean mayTellCost(int status, @Nullable String type) {
    return status >= 400 || (call.kind() != EndpointKind.UNKNOWN && !isMedia(type));
  }

  /**
   * Whether the answer is read to its end though its client has left: a plain one was generated and
   * is billed in full, and its usage comes last. A stream would go on costing; a large file, or
   * what we cannot read, tells nothing.
   */
  private boolean isReadForNobody() {
    return way == Way.SMALL_PLAIN
        || (way == Way.LARGE_PLAIN && call.kind() == EndpointKind.METERED);
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
        closeForNobody(client, true);
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
    if (heldBytes + bytes.readableBytes() > SMALL) {
      way = Way.LARGE_PLAIN;
      passOneBehind(bytes, client);
    } else {
      hold(bytes);
    }
  }

  private void passOneBehind(ByteBuf bytes, Downstream client) {
    if (!held.isEmpty()) {
      sendHead(client);
      writeHeld(client);
    }
    hold(bytes);
  }

  private void passStream(ByteBuf bytes, Progress progress, Downstream client) {
    holding |= record == Record.OPEN && progress != Progress.OPEN;
    for (ByteBuf piece : filtered(bytes)) {
      if (holding) {
        hold(piece);
      } else {
        write(piece, client);
      }
    }
    if (record == Record.OPEN && progress == Progress.SETTLED) {
      closeForClient(client);
    } else if (heldBytes > SMALL && record == Record.OPEN) {
      // what so much follows was not the end of the answer
      writeHeld(client);
    } else if (heldBytes > SMALL) {
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
    upstream = Source.ENDED;
    if (filter != null) {
      filter.end(piece -> hold(Unpooled.copiedBuffer(piece)));
    }
    if (record == Record.OPEN && clientGone) {
      closeForNobody(client, true);
    } else if (record == Record.OPEN) {
      closeForClient(client);
    } else if (record == Record.CLOSED && !clientGone) {
      release(client);
    }
  }

  @Override
  public void failed(Failure failure, Downstream client) {
    upstream = Source.BROKEN;
    notes.add(noteOf(failure.kind()));
    clientGone |= failure.kind() == Failure.Kind.REQUEST_BROKEN;
    if (record == Record.OPEN && clientGone) {
      closeForNobody(client, failure.requestWritten());
    } else if (record == Record.OPEN) {
      Ending ending = failure.headSeen() ? Ending.PROVIDER_BROKE : Ending.NO_ANSWER;
      close(client, ending, failure.requestWritten(), event -> tellFailure(failure, client));
    } else if (record == Record.CLOSED && clientGone) {
      over();
    } else if (record == Record.CLOSED) {
      // the usage had already settled: only the tail of the answer is missing
      breakOff(brokenOff(), client);
    }
  }

  private static String noteOf(Failure.Kind kind) {
    return switch (kind) {
      case REQUEST_BROKEN -> "the client stopped sending its request";
      case REQUEST_TOO_LARGE -> "the request's body grew past what may pass";
      default -> "provider: " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private void tellFailure(Failure failure, Downstream client) {
    if (failure.headSeen()) {
      breakOff(brokenOff(), client);
    } else {
      refuse(refusalOf(failure.kind()), client);
    }
  }

  private Refusal refusalOf(Failure.Kind kind) {
    String provider = call.provider().name();
    return switch (kind) {
      case FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT, CONNECT_TIMEOUT ->
          Refusal.providerSilent(provider);
      case FORBIDDEN_ADDRESS -> Refusal.addressNotAllowed();
      case REQUEST_TOO_LARGE -> Refusal.tooLarge(Gateway.STREAMED_MAX);
      default -> Refusal.providerUnreachable(provider);
    };
  }

  private Refusal brokenOff() {
    return Refusal.providerBroke(call.provider().name());
  }

  @Override
  public void clientLeft(Downstream client) {
    clientGone = true;
    releaseHeld();
    if (record != Record.OPEN) {
      cancel(client);
      if (record == Record.CLOSED) {
        over();
      }
    } else if (way == Way.STREAM && holding) {
      loop.schedule(
          () -> closeForNobody(client, true), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } else if (way == Way.NOT_BEGUN) {
      Duration patience = call.request().streamed() ? STREAM_HEAD : PLAIN_HEAD;
      loop.schedule(() -> closeUnlessBegun(client), patience.toMillis(), TimeUnit.MILLISECONDS);
    } else if (!isReadForNobody()) {
      closeForNobody(client, true);
    }
  }

  /** Where the head, or the failure that may come instead of it, has not decided by then. */
  private void closeUnlessBegun(Downstream client) {
    if (way == Way.NOT_BEGUN) {
      closeForNobody(client, true);
    }
  }

  /** Ends the answer for a client that waits: the record first, then what is held. */
  private void closeForClient(Downstream client) {
    close(
        client,
        Ending.COMPLETED,
        true,
        event -> {
          if (way == Way.SMALL_PLAIN) {
            addCost(event);
          }
          release(client);
        });
  }

  private void closeForNobody(Downstream client, boolean requestWritten) {
    if (record == Record.OPEN) {
      close(client, Ending.CLIENT_LEFT, requestWritten, event -> {});
      cancel(client);
    }
  }

  /**
   * The one place that writes the close record.
   *
   * @param whenDurable runs only while there is a client
   */
  private void close(
      Downstream client, Ending ending, boolean requestWritten, Consumer<UsageEvent> whenDurable) {
    UsageEvent event = event(ending, requestWritten);
    record = Record.CLOSING;
    journal.close(
        call,
        event,
        loop,
        new CallJournal.Answer() {
          @Override
          public void durable() {
            record = Record.CLOSED;
            log.ended(event);
            if (clientGone) {
              releaseHeld();
              over();
            } else {
              whenDurable.accept(event);
            }
          }

          @Override
          public void refused(String why) {
            journalLost(why, client);
          }
        });
  }

  private UsageEvent event(Ending ending, boolean requestWritten) {
    boolean complete = upstream == Source.ENDED || ending == Ending.COMPLETED;
    Reading reading = reader == null ? Reading.silent(false) : reader.finish(complete);
    return meter.closing(
        call,
        new Meter.Outcome(
            way == Way.NOT_BEGUN ? null : status,
            ending,
            requestWritten,
            way == Way.STREAM ? firstByteNanos : null,
            notes),
        reading);
  }

  private void release(Downstream client) {
    sendHead(client);
    writeHeld(client);
    holding = false;
    switch (upstream) {
      case RUNNING -> client.resume();
      case ENDED -> {
        client.end();
        over();
      }
      case BROKEN -> breakOff(brokenOff(), client);
    }
  }

  private void cancel(Downstream client) {
    if (upstream == Source.RUNNING) {
      client.cancelUpstream();
    }
  }

  /** What came is delivered, and the client sees that it is not whole. */
  private void breakOff(Refusal why, Downstream client) {
    sendHead(client);
    writeHeld(client);
    if (way == Way.STREAM && !reader().compressed() && isEventStream(headers.get("content-type"))) {
      if (!edge.isReached()) {
        client.write(Unpooled.wrappedBuffer(FRAME_END));
      }
      client.write(Unpooled.wrappedBuffer(call.api().errors().frame(why.code(), why.message())));
    }
    client.abort();
    over();
  }

  private void refuse(Refusal refusal, Downstream client) {
    byte[] body = call.api().errors().body(refusal.status(), refusal.code(), refusal.message());
    HttpHeaders own = new DefaultHttpHeaders(false);
    own.set("content-type", "application/json");
    own.set("content-length", body.length);
    own.set(AnswerHeaders.EVENT_ID, call.id().value());
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
    cancel(client);
    if (clientGone) {
      over();
    } else if (clientHasHead) {
      breakOff(Refusal.journalRefused(), client);
    } else {
      refuse(Refusal.journalRefused(), client);
    }
  }

  private void over() {
    if (isOver) {
      return;
    }
    isOver = true;
    if (reader != null) {
      reader.close();
    }
    whenOver.run();
  }

  private void sendHead(Downstream client) {
    if (!clientHasHead) {
      clientHasHead = true;
      client.head(status, headers);
    }
  }

  private void addCost(UsageEvent event) {
    if (event.cost() != null && event.cost().currency().equals(CurrencyCode.USD)) {
      headers.set(AnswerHeaders.COST, event.cost().toDecimalString());
    }
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

  private void write(ByteBuf bytes, Downstream client) {
    edge.passed(bytes);
    client.write(bytes);
  }

  private void writeHeld(Downstream client) {
    while (!held.isEmpty()) {
      write(unhold(), client);
    }
  }

  private void releaseHeld() {
    while (!held.isEmpty()) {
      unhold().release();
    }
  }

  private SideReader reader() {
    return Objects.requireNonNull(reader, "the head comes before the body");
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

  private static boolean isMedia(@Nullable String type) {
    return type != null
        && (type.regionMatches(true, 0, "audio/", 0, 6)
            || type.regionMatches(true, 0, "image/", 0, 6)
            || type.regionMatches(true, 0, "video/", 0, 6));
  }
}
