package ai.meterr.testkit;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageEvent.Facts;
import ai.meterr.event.UsageSource;
import ai.meterr.event.UuidV7;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Events from a seed: every status, meter and optional field comes up, and what belongs together
 * agrees (a priced event costs the sum of its lines and of its sub-calls' lines). The same seed
 * makes the same events. Not safe for use by several threads.
 */
public final class SampleEvents {
  private static final List<ProviderId> PROVIDERS =
      List.of(ProviderId.OPENAI, ProviderId.ANTHROPIC, ProviderId.GEMINI);
  private static final List<String> NAMES =
      List.of("checkout", "search", "Recherche été", "検索", "a\"b\\c", "👩‍🚀 team", "x");
  private static final PriceRef PRICE =
      new PriceRef(
          "sample/model-a",
          "https://example.com/prices",
          LocalDate.of(2026, 11, 1),
          Instant.parse("2026-01-01T00:00:00Z"));

  private final Random random;
  private final Instant from;
  private final Duration span;
  private final UuidV7 ids;

  /** Events of November 2026. */
  public SampleEvents(long seed) {
    this(seed, Instant.parse("2026-11-01T00:00:00Z"), Duration.ofDays(23));
  }

  /**
   * @param from when the earliest call begins
   * @param span the latest call begins before {@code from + span}
   */
  public SampleEvents(long seed, Instant from, Duration span) {
    this.random = new Random(seed);
    this.from = from;
    this.span = span;
    this.ids = new UuidV7(InstantSource.fixed(from), random);
  }

  /** An event of any kind. */
  public UsageEvent next() {
    return switch (random.nextInt(10)) {
      case 0 -> unpriced(Status.UNPRICED, UsageSource.PROVIDER, usage());
      case 1 -> unpriced(Status.UNKNOWN, UsageSource.UNKNOWN, Usage.NONE);
      case 2 -> interrupted();
      case 3 -> unpriced(Status.FAILED, UsageSource.NONE, Usage.NONE);
      case 4 -> free(Status.NOT_BILLED, Usage.NONE);
      case 5 -> free(random.nextBoolean() ? Status.NO_USAGE : Status.PRICED, usage());
      case 6 -> priced(Status.ESTIMATED, UsageSource.ESTIMATED, subCalls());
      case 7 -> priced(Status.PRICED, UsageSource.PROVIDER, subCalls());
      default -> priced();
    };
  }

  /** Any event without sub-calls. */
  public UsageEvent plain() {
    while (true) {
      UsageEvent event = next();
      if (event.subCalls().isEmpty()) {
        return event;
      }
    }
  }

  /** A priced event without sub-calls. */
  public UsageEvent priced() {
    return priced(Status.PRICED, UsageSource.PROVIDER, List.of());
  }

  /** What an open record holds. */
  public UsageEvent interrupted() {
    return unpriced(Status.INTERRUPTED, UsageSource.UNKNOWN, Usage.NONE);
  }

  /** What follows an open record: a priced event with the same id, time and attribution. */
  public UsageEvent closing(UsageEvent open) {
    UsageEvent close = priced();
    return new UsageEvent(
        open.id(),
        open.requestId(),
        open.attempt(),
        open.time(),
        open.provider(),
        open.requestModel(),
        close.responseModel(),
        open.operation(),
        close.serviceTier(),
        close.region(),
        open.streamed(),
        200,
        close.facts(),
        close.status(),
        close.usage(),
        close.cost(),
        close.lines(),
        close.price(),
        close.subCalls(),
        close.providerCost(),
        open.source(),
        close.notes(),
        close.providerResponseId(),
        close.latency(),
        close.timeToFirstToken(),
        open.attribution());
  }

  private UsageEvent priced(Status status, UsageSource source, List<PricedSubCall> subCalls) {
    Usage usage = usage();
    List<Line> lines = lines(usage);
    BigDecimal total = sum(lines);
    for (PricedSubCall call : subCalls) {
      total = total.add(sum(call.lines()));
    }
    return event(
        status,
        new Facts(Ending.COMPLETED, source, PricingState.PRICED),
        usage,
        new Money(total, currency()),
        lines,
        PRICE,
        subCalls);
  }

  private UsageEvent free(Status status, Usage usage) {
    return event(
        status,
        new Facts(Ending.COMPLETED, UsageSource.NONE, PricingState.FREE),
        status == Status.PRICED ? usage : Usage.NONE,
        Money.zero(CurrencyCode.USD),
        List.of(),
        null,
        List.of());
  }

  private UsageEvent unpriced(Status status, UsageSource source, Usage usage) {
    Ending ending =
        switch (status) {
          case INTERRUPTED -> Ending.METERR_DIED;
          case FAILED -> Ending.NO_ANSWER;
          case UNKNOWN -> Ending.PROVIDER_BROKE;
          default -> Ending.COMPLETED;
        };
    return event(
        status,
        new Facts(ending, source, PricingState.UNPRICED),
        usage,
        null,
        List.of(),
        null,
        List.of());
  }

  private UsageEvent event(
      Status status,
      Facts facts,
      Usage usage,
      @Nullable Money cost,
      List<Line> lines,
      @Nullable PriceRef price,
      List<PricedSubCall> subCalls) {
    EventId id = new EventId(ids.next().toString());
    boolean streamed = random.nextBoolean();
    boolean answered = facts.ending() != Ending.NO_ANSWER && facts.ending() != Ending.METERR_DIED;
    ModelId model = new ModelId(pick(List.of("model-a", "model-b-2026-08-01", "model/ç")));
    return new UsageEvent(
        id,
        id.value(),
        1,
        from.plusMillis(random.nextLong(span.toMillis())),
        pick(PROVIDERS),
        random.nextInt(20) == 0 ? null : model,
        answered ? model : null,
        pick(List.of(Operation.values())),
        maybe("priority"),
        null,
        streamed,
        answered ? status == Status.NOT_BILLED ? 429 : 200 : null,
        facts,
        status,
        usage,
        cost,
        lines,
        price,
        subCalls,
        random.nextInt(4) == 0 ? new Money(amount(), currency()) : null,
        pick(List.of(Source.GATEWAY, Source.GATEWAY, Source.SDK)),
        random.nextInt(4) == 0 ? List.of("first note", "note \"two\"\n") : List.of(),
        maybe("resp_" + Long.toHexString(random.nextLong())),
        answered ? Duration.ofMillis(random.nextInt(60_000)) : null,
        answered && streamed ? Duration.ofMillis(random.nextInt(3_000)) : null,
        attribution());
  }

  private Attribution attribution() {
    SortedMap<String, String> tags = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      tags.put("tag" + i, pick(NAMES));
    }
    return new Attribution(
        maybe("mtr_AbC"),
        maybe(pick(NAMES)),
        maybe(pick(NAMES)),
        maybe(pick(NAMES)),
        maybe("session-" + random.nextInt(100)),
        maybe(pick(NAMES)),
        maybe(pick(List.of("production", "test"))),
        tags);
  }

  private Usage usage() {
    Usage.Builder usage = Usage.builder();
    usage.add(Meter.INPUT, 1 + random.nextInt(100_000)).add(Meter.OUTPUT, random.nextInt(5_000));
    for (int i = random.nextInt(4); i > 0; i--) {
      MeterKind kind = pick(List.of(MeterKind.values()));
      if (kind.isTokens()) {
        usage.add(new Meter(kind, pick(List.of(Modality.values()))), random.nextInt(10_000));
      } else {
        usage.add(Meter.of(kind), BigDecimal.valueOf(random.nextInt(10_000), random.nextInt(3)));
      }
    }
    return usage.build();
  }

  private List<PricedSubCall> subCalls() {
    List<PricedSubCall> calls = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Usage usage = usage();
      calls.add(
          new PricedSubCall(
              new SubCall(new ModelId("model-small"), "compaction", usage), lines(usage)));
    }
    return calls;
  }

  private List<Line> lines(Usage usage) {
    List<Line> lines = new ArrayList<>();
    usage.forEach((meter, quantity) -> lines.add(Line.of(meter, quantity, amount())));
    return lines;
  }

  private static BigDecimal sum(List<Line> lines) {
    return lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(1 + random.nextInt(5_000), random.nextInt(5));
  }

  private CurrencyCode currency() {
    return random.nextInt(10) == 0 ? new CurrencyCode("EUR") : CurrencyCode.USD;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private @Nullable String maybe(String text) {
    return random.nextBoolean() ? text : null;
  }
}
