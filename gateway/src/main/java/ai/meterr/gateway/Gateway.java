package ai.meterr.gateway;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.ProviderCredentials;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UuidV7;
import ai.meterr.gateway.Departures.Departure;
import ai.meterr.gateway.Departures.Leaving;
import ai.meterr.gateway.Destinations.Destination;
import ai.meterr.gateway.signin.AccessTokens;
import ai.meterr.ledger.journal.Journal;
import ai.meterr.pricing.Pricers;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.Providers;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.Route;
import ai.meterr.providers.Routes;
import ai.meterr.proxy.Exchange;
import ai.meterr.proxy.Exchange.Held;
import ai.meterr.proxy.Exchange.Outgoing;
import ai.meterr.proxy.Handler;
import ai.meterr.proxy.Refusals;
import ai.meterr.proxy.Upstream;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents of a call: {@link #handle route} → {@link #identify} → {@link #read} →
 * {@link #depart} → {@link #open} → {@link #forward}; from there on {@link AnswerRelay} passes the
 * answer and closes the call. Every step runs on the call's own event loop and never blocks.
 */
public final class Gateway implements Handler, Refusals {
  private static final long BODY_MAX = 64L << 20;
  private static final long ANTHROPIC_BODY_MAX = 32L << 20;

  /** Uploads and other bodies that are not read. */
  static final long STREAMED_MAX = 2L << 30;

  /**
   * A segment that a server may resolve against what stands before it: the provider would then see
   * another endpoint than the one that is metered, or leave the operator's prefix.
   */
  private static final Pattern DOT_SEGMENT =
      Pattern.compile(
          "(?:/|\\\\|%2f|%5c)(?:\\.|%2e){1,2}(?:$|[/\\\\;]|%2f|%5c|%3b)", Pattern.CASE_INSENSITIVE);

  private final Providers providers;
  private final Callers callers;
  private final Bookings bookings;
  private final Departures departures;
  private final Destinations destinations;
  private final CallJournal journal;
  private final Meter meter;
  private final CallLog log;
  private final ControlDoor control;
  private final Probes probes;
  private final UuidV7 ids;
  private final InstantSource clock;

  /**
   * @param blocking runs what waits, for a database or a token, or takes its time
   */
  public Gateway(
      GatewayConfig config,
      Providers providers,
      KeyDirectory keys,
      ProviderCredentials credentials,
      Journal journal,
      Pricers pricers,
      PrometheusMeterRegistry metrics,
      Supplier<Readiness> readiness,
      UuidV7 ids,
      InstantSource clock,
      LongSupplier nanos,
      Executor blocking) {
    this.providers = providers;
    this.callers = new Callers(keys, blocking);
    this.bookings = new Bookings(pricers, blocking);
    this.departures =
        new Departures(
            new ProviderKeys(credentials, config.keys(), blocking),
            new AccessTokens(config.tokenEndpoint(), clock, nanos, blocking),
            clock,
            blocking);
    this.destinations = new Destinations(config.bases(), config.limits());
    this.journal = new CallJournal(journal);
    this.meter = new Meter(nanos);
    this.log = new CallLog(metrics);
    this.control =
        new ControlDoor(
            config.control(),
            config.controlSecret(),
            new ClientAddress(config.trustedProxies()),
            config.tls());
    this.probes = new Probes(readiness, metrics, callers);
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void handle(Exchange exchange) {
    if (probes.answers(exchange.path())) {
      probes.answer(exchange);
      return;
    }
    switch (Routes.route(
        exchange.method(), exchange.path(), exchange.query(), exchange.headers()::get)) {
      case Routes.DataPlane(Route route) -> call(exchange, route);
      case Routes.ControlPlane() -> control.pass(exchange);
      case Routes.NotFound() -> refuse(exchange, Providers.OPENAI_ERRORS, Refusal.notFound());
    }
  }

  private void call(Exchange exchange, Route route) {
    ProviderApi api = providers.find(route.provider()).orElse(null);
    if (api == null) {
      refuse(exchange, Providers.OPENAI_ERRORS, Refusal.notFound());
      return;
    }
    if (Navigation.is(exchange.headers())) {
      refuse(exchange, api.errors(), Refusal.browser());
      return;
    }
    if (DOT_SEGMENT.matcher(route.upstreamPath()).find()) {
      refuse(exchange, api.errors(), Refusal.dotSegments());
      return;
    }
    identify(
        new Incoming(
            exchange,
            api,
            route.upstreamPath(),
            clock.instant(),
            meter.now(),
            Credentials.of(exchange.headers(), exchange.query())));
  }

  /** A request on its way to becoming a {@link Call}. */
  private record Incoming(
      Exchange exchange,
      ProviderApi api,
      String path,
      Instant began,
      long beganNanos,
      Credentials credentials) {
    ErrorShape errors() {
      return api.errors();
    }
  }

  private void identify(Incoming in) {
    if (in.credentials.meterrKey() == null) {
      refuse(in.exchange, in.errors(), Refusal.noKey());
      return;
    }
    callers
        .identify(in.credentials.meterrKey())
        .whenCompleteAsync(
            (found, failed) -> {
              if (failed != null) {
                refuse(in.exchange, in.errors(), Refusal.keysNotReadable());
              } else if (found instanceof Found.Known(Caller caller)) {
                price(in, caller);
              } else {
                refuse(in.exchange, in.errors(), Refusal.wrongKey());
              }
            },
            onLoop(in.exchange));
  }

  /** Finds the prices that the call will be booked by. */
  private void price(Incoming in, Caller caller) {
    bookings
        .of(caller.organization())
        .whenCompleteAsync(
            (booking, failed) -> {
              if (failed != null) {
                refuse(in.exchange, in.errors(), Refusal.keysNotReadable());
              } else {
                admit(in, new Customer(caller, booking));
              }
            },
            onLoop(in.exchange));
  }

  /** Who calls, and how its calls are booked. */
  private record Customer(Caller caller, Booking booking) {}

  private void admit(Incoming in, Customer customer) {
    Caller caller = customer.caller;
    if (!caller.may(Caller.Scope.CALL)) {
      refuse(in.exchange, in.errors(), Refusal.mayNotCall());
      return;
    }
    Destination destination = destinations.of(in.api);
    if (destination == null) {
      refuse(in.exchange, in.errors(), Refusal.noBase(in.api.id().name()));
      return;
    }
    try {
      read(in, customer, Attributions.of(in.exchange.headers(), caller), destination);
    } catch (Attributions.Malformed malformed) {
      refuse(
          in.exchange, in.errors(), Refusal.badAttribution(String.valueOf(malformed.getMessage())));
    }
  }

  private void read(
      Incoming in, Customer customer, Attributions.Read attribution, Destination destination) {
    Endpoint endpoint = in.api.endpoint(in.exchange.method(), in.path);
    String encoding = in.exchange.headers().get("content-encoding");
    boolean readable = encoding == null || encoding.equalsIgnoreCase("identity");
    if (!endpoint.readsBody() || !readable) {
      if (in.exchange.declaredLength() > STREAMED_MAX) {
        refuse(in.exchange, in.errors(), Refusal.tooLarge(STREAMED_MAX));
        return;
      }
      List<String> notes = new ArrayList<>(attribution.notes());
      if (!readable) {
        notes.add("the request's body came compressed and was not read");
      }
      Call call =
          callOf(
              in,
              customer,
              attribution,
              endpoint,
              endpoint.read(in.path, in.credentials.query()),
              notes);
      depart(in, call, destination, null);
      return;
    }
    long bytesMax = in.api.id().equals(ProviderId.ANTHROPIC) ? ANTHROPIC_BODY_MAX : BODY_MAX;
    in.exchange.hold(
        bytesMax,
        held -> {
          switch (held) {
            case Held.Body(ByteBuf body) ->
                readBody(in, customer, attribution, destination, endpoint, body);
            case Held.TooLarge() -> refuse(in.exchange, in.errors(), Refusal.tooLarge(bytesMax));
            case Held.NoRoom() -> refuse(in.exchange, in.errors(), Refusal.noRoom());
            case Held.Gone() -> log.refused(Refusal.clientGone());
          }
        });
  }

  private void readBody(
      Incoming in,
      Customer customer,
      Attributions.Read attribution,
      Destination destination,
      Endpoint endpoint,
      ByteBuf body) {
    RequestFacts facts;
    try (InputStream bytes = new ByteBufInputStream(body.duplicate())) {
      facts = endpoint.read(in.path, in.credentials.query(), bytes);
    } catch (Endpoint.NotJson notJson) {
      refuse(in.exchange, in.errors(), Refusal.notJson(String.valueOf(notJson.getMessage())));
      return;
    } catch (IOException impossible) {
      throw new IllegalStateException("closing a view of memory", impossible);
    }
    depart(
        in,
        callOf(in, customer, attribution, endpoint, facts, attribution.notes()),
        destination,
        spliced(body, facts.splice()));
  }

  private Call callOf(
      Incoming in,
      Customer customer,
      Attributions.Read attribution,
      Endpoint endpoint,
      RequestFacts facts,
      List<String> notes) {
    EventId id = new EventId(ids.next().toString());
    return new Call(
        id,
        in.began,
        in.beganNanos,
        customer.caller,
        attribution.attribution(),
        in.api,
        endpoint,
        facts,
        notes,
        customer.booking);
  }

  private static ByteBuf spliced(ByteBuf body, RequestFacts.@Nullable Splice splice) {
    if (splice == null) {
      return body.retainedDuplicate();
    }
    int from = body.readerIndex() + Math.toIntExact(splice.from());
    int to = body.readerIndex() + Math.toIntExact(splice.to());
    return Unpooled.wrappedBuffer(
        body.retainedSlice(body.readerIndex(), from - body.readerIndex()),
        Unpooled.wrappedBuffer(splice.replacement()),
        body.retainedSlice(to, body.writerIndex() - to));
  }

  /** Puts together what goes upstream, signed in. */
  private void depart(Incoming in, Call call, Destination destination, @Nullable ByteBuf body) {
    departures.prepare(
        new Leaving(in.exchange, call, in.credentials, destination, in.path, body),
        departure -> {
          switch (departure) {
            case Departure.Ready(Outgoing outgoing) ->
                open(in, call, destination.upstream(), outgoing);
            case Departure.Refused(Refusal why) -> refuse(in.exchange, in.errors(), why);
            case Departure.Gone() -> log.refused(Refusal.clientGone());
          }
        });
  }

  /** From here on the call leaves a trace. */
  private void open(Incoming in, Call call, Upstream upstream, Outgoing outgoing) {
    UsageEvent ifMeterrDies = meter.opening(call);
    journal.open(
        call.caller().organization(),
        ifMeterrDies,
        in.exchange.loop(),
        new CallJournal.Answer() {
          @Override
          public void durable() {
            forward(in, call, upstream, outgoing);
          }

          @Override
          public void refused(String why) {
            if (outgoing.body() != null) {
              outgoing.body().release();
            }
            refuse(in.exchange, in.errors(), Refusal.journalRefused());
          }
        });
  }

  private void forward(Incoming in, Call call, Upstream upstream, Outgoing outgoing) {
    log.began();
    in.exchange.forward(
        upstream,
        outgoing,
        new AnswerRelay(call, meter, journal, log, in.exchange.loop(), log::over));
  }

  private void refuse(Exchange exchange, ErrorShape errors, Refusal refusal) {
    log.refused(refusal);
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("content-type", "application/json");
    if (refusal.retryAfterSeconds() != null) {
      headers.set("retry-after", refusal.retryAfterSeconds());
    }
    exchange.answer(
        refusal.status(),
        headers,
        Unpooled.wrappedBuffer(errors.body(refusal.status(), refusal.code(), refusal.message())));
  }

  /** What the kernel refuses before a call is one, in the shape of the API whose path it is. */
  @Override
  public Page refuse(int status, String reason, String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    ErrorShape errors = Providers.OPENAI_ERRORS;
    if (path.startsWith("/")
        && Routes.route("POST", path, "", name -> null) instanceof Routes.DataPlane(Route route)) {
      errors = providers.find(route.provider()).map(ProviderApi::errors).orElse(errors);
    }
    return new Page("application/json", errors.body(status, "meterr_http_" + status, reason));
  }

  /**
   * Look-ups that are answered from memory go on at once; the others come back to the call's loop.
   */
  static Executor onLoop(Exchange exchange) {
    return step -> {
      if (exchange.loop().inEventLoop()) {
        step.run();
      } else {
        exchange.loop().execute(step);
      }
    };
  }
}
