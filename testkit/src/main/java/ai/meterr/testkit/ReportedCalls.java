package ai.meterr.testkit;

import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageEvent.Facts;
import ai.meterr.event.UsageSource;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Calls of November 2026 that several sources report, from a seed: by the gateway, an SDK under the
 * gateway's event id or its own, an import that knows the provider's id of the answer, and looks at
 * the answer later on; with equal and differing figures, with none, and reported twice. Any two
 * reports of a call are linked by an id, if need be by way of a third.
 */
public final class ReportedCalls {
  /** When the earliest call begins. */
  public static final Instant FROM = Instant.parse("2026-11-02T00:00:00Z");

  private final Random random;
  private final SampleEvents samples;

  /**
   * @param looksBack as in {@link ai.meterr.ledger.Arrival}
   */
  public record Report(UsageEvent event, boolean looksBack) {}

  /** All reports of one call, some of them twice. */
  public record Call(List<Report> reports) {
    public Call {
      reports = List.copyOf(reports);
    }
  }

  /** Whose a report's figures are. */
  private enum Told {
    BY_PROVIDER(Status.PRICED, UsageSource.PROVIDER),
    COUNTED(Status.ESTIMATED, UsageSource.COUNTED),
    ESTIMATED(Status.ESTIMATED, UsageSource.ESTIMATED),
    INTERRUPTED(Status.INTERRUPTED, UsageSource.UNKNOWN),
    NOTHING(Status.UNKNOWN, UsageSource.UNKNOWN),
    NO_USAGE(Status.NO_USAGE, UsageSource.NONE);

    private final Status status;
    private final UsageSource usageSource;

    Told(Status status, UsageSource usageSource) {
      this.status = status;
      this.usageSource = usageSource;
    }

    boolean hasFigures() {
      return this == BY_PROVIDER || this == COUNTED || this == ESTIMATED;
    }
  }

  public ReportedCalls(long seed) {
    this.random = new Random(seed);
    this.samples = new SampleEvents(seed, FROM, Duration.ofDays(8));
  }

  public Call next() {
    UsageEvent call = template();
    if (random.nextInt(8) == 0) {
      // providers repeat ids: such exchanges are calls of their own all the same
      return new Call(List.of(report(Source.GATEWAY, call, id("g"), "resp_always")));
    }
    String answer = "resp_" + Long.toHexString(random.nextLong());
    EventId exchange = id("g");
    List<Report> reports = new ArrayList<>();
    boolean byGateway = random.nextInt(4) > 0;
    if (byGateway) {
      reports.add(report(Source.GATEWAY, call, exchange, answer));
    }
    if (random.nextBoolean()) {
      boolean underItsId = random.nextBoolean();
      boolean knowsAnswer = !underItsId || !byGateway || random.nextBoolean();
      EventId id = underItsId ? exchange : id("s");
      reports.add(twice(report(Source.SDK, call, id, knowsAnswer ? answer : null), reports));
    }
    if (reports.isEmpty() || random.nextBoolean()) {
      reports.add(twice(report(Source.IMPORT, call, id("i"), answer), reports));
    }
    if (random.nextInt(3) == 0) {
      UsageEvent figures = random.nextBoolean() ? call : template();
      Told told = random.nextInt(4) == 0 ? Told.NO_USAGE : Told.BY_PROVIDER;
      for (int i = random.nextInt(2); i >= 0; i--) {
        Instant time = call.time().plus(Duration.ofHours(random.nextInt(240)));
        reports.add(
            new Report(event(Source.GATEWAY, call, id("l"), answer, time, told, figures), true));
      }
    }
    return new Call(reports);
  }

  /** Now and then a sender tries again. */
  private Report twice(Report report, List<Report> reports) {
    if (random.nextInt(3) == 0) {
      reports.add(report);
    }
    return report;
  }

  private UsageEvent template() {
    while (true) {
      UsageEvent event = samples.priced();
      if (event.responseModel() != null) {
        return event;
      }
    }
  }

  private EventId id(String prefix) {
    return new EventId(prefix + "-" + Long.toHexString(random.nextLong()));
  }

  private Report report(Source source, UsageEvent call, EventId id, @Nullable String answer) {
    Told told =
        switch (random.nextInt(6)) {
          case 0 ->
              source == Source.GATEWAY && random.nextBoolean() ? Told.INTERRUPTED : Told.NOTHING;
          case 1 -> Told.ESTIMATED;
          case 2 -> Told.COUNTED;
          default -> Told.BY_PROVIDER;
        };
    UsageEvent figures = random.nextBoolean() ? call : template();
    Instant time = call.time().plusMillis(random.nextInt(3_600_000));
    return new Report(event(source, call, id, answer, time, told, figures), false);
  }

  private UsageEvent event(
      Source source,
      UsageEvent call,
      EventId id,
      @Nullable String answer,
      Instant time,
      Told told,
      UsageEvent figures) {
    boolean has = told.hasFigures();
    UsageEvent by = template();
    return new UsageEvent(
        id,
        id.value(),
        1,
        time,
        call.provider(),
        call.requestModel(),
        random.nextInt(4) == 0 ? null : call.responseModel(),
        call.operation(),
        figures.serviceTier(),
        figures.region(),
        call.streamed(),
        200,
        new Facts(
            Ending.COMPLETED, told.usageSource, has ? PricingState.PRICED : PricingState.UNPRICED),
        told.status,
        has ? figures.usage() : Usage.NONE,
        has ? figures.cost() : null,
        has ? figures.lines() : List.of(),
        has ? figures.price() : null,
        List.of(),
        null,
        source,
        by.notes(),
        answer,
        by.latency(),
        by.timeToFirstToken(),
        by.attribution());
  }
}
