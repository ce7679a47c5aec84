package ai.meterr.app.demo;

import ai.meterr.event.Booking;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UuidV7;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two months of calls that the example organization has made: invented facts, booked as a gateway's
 * calls are, so that prices, receipts and states are the real ones. The same seed and the same
 * moment give the same events.
 */
public final class DemoHistory {
  /**
   * This month and the whole one before, which the first page holds it against, whatever today is.
   */
  private static final int DAYS = 62;

  private static final double DAYS_PER_WEEK = 7;
  private static final int CALLS_PER_SESSION = 4;

  private final Booking booking;
  private final OrganizationId organization;
  private final Function<DemoKey, String> keyPrefix;
  private final long seed;

  /**
   * @param keyPrefix the public prefix of a key, as events show it
   */
  public DemoHistory(
      Booking booking,
      OrganizationId organization,
      Function<DemoKey, String> keyPrefix,
      long seed) {
    this.booking = booking;
    this.organization = organization;
    this.keyPrefix = keyPrefix;
    this.seed = seed;
  }

  /**
   * Hands over every event that began before {@code now}, in the order of their times.
   *
   * @return how many
   */
  public int write(Instant now, Consumer<JournalRecord.Close> journal) {
    SplittableRandom random = new SplittableRandom(seed);
    DemoOutcomes outcomes = new DemoOutcomes(now);
    Instant first = now.minus(Duration.ofDays(DAYS)).truncatedTo(ChronoUnit.HOURS);
    int written = 0;
    for (Instant hour = first; hour.isBefore(now); hour = hour.plus(1, ChronoUnit.HOURS)) {
      List<UsageEvent> events = new ArrayList<>();
      for (DemoProgram program : DemoCompany.PROGRAMS) {
        int calls = calls(program, hour, now, random);
        for (int i = 0; i < calls; i++) {
          Instant time = hour.plusMillis(random.nextInt((int) Duration.ofHours(1).toMillis()));
          UsageEvent event = event(program, time, calls, outcomes, random);
          if (time.isBefore(now)) {
            events.add(event);
          }
        }
      }
      events.sort(Comparator.comparing(UsageEvent::time).thenComparing(e -> e.id().value()));
      events.forEach(event -> journal.accept(new JournalRecord.Close(organization, event)));
      written += events.size();
    }
    return written;
  }

  /** How many calls a program makes in an hour: Poisson, around what its rhythm and growth say. */
  private static int calls(
      DemoProgram program, Instant hour, Instant now, SplittableRandom random) {
    double daysAgo = Duration.between(hour, now).toMinutes() / (24 * 60.0);
    if (daysAgo > program.sinceDaysAgo()) {
      return 0;
    }
    ZonedDateTime local = hour.atZone(DemoCompany.ZONE);
    SplittableRandom ofTheDay =
        new SplittableRandom(local.toLocalDate().toEpochDay() * 31 + program.feature().hashCode());
    double growth = Math.pow(1 + program.weeklyGrowthPercent() / 100.0, -daysAgo / DAYS_PER_WEEK);
    double mean =
        program.callsPerWeekday()
            * program.rhythm().at(local)
            / program.rhythm().weekday()
            * growth
            * (0.85 + 0.3 * ofTheDay.nextDouble());
    int calls = 0;
    for (double left = random.nextDouble(); left > Math.exp(-mean); left *= random.nextDouble()) {
      calls++;
    }
    return calls;
  }

  private UsageEvent event(
      DemoProgram program,
      Instant time,
      int callsThisHour,
      DemoOutcomes outcomes,
      SplittableRandom random) {
    EventId id = new EventId(new UuidV7(() -> time, random).next().toString());
    Attribution attribution = attribution(program, time, callsThisHour, random);
    DemoOutcomes.Outcome outcome = outcomes.draw(program, id, time, attribution, random);
    return booking.book(outcome.facts(), outcome.reading());
  }

  private Attribution attribution(
      DemoProgram program, Instant time, int callsThisHour, SplittableRandom random) {
    @Nullable String person =
        program.people().isEmpty()
            ? null
            : program.people().get(random.nextInt(program.people().size()));
    @Nullable String session = null;
    if (program.shape().streamed()) {
      int sessions = Math.ceilDiv(callsThisHour, CALLS_PER_SESSION);
      long hour = time.getEpochSecond() / Duration.ofHours(1).toSeconds();
      session = program.feature() + "-" + hour + "-" + random.nextInt(sessions);
    }
    SortedMap<String, String> tags = new TreeMap<>();
    if (program.rhythm() == Rhythm.TERMINAL) {
      tags.put("lane", DemoCompany.LANES.get(random.nextInt(DemoCompany.LANES.size())));
    }
    return new Attribution(
        keyPrefix.apply(program.key()),
        program.project(),
        program.team(),
        person,
        session,
        program.feature(),
        program.environment(),
        tags);
  }
}
