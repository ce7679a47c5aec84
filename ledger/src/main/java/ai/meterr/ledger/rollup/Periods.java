package ai.meterr.ledger.rollup;

import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.report.UsageQuery;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of which grain answer a question, and where its buckets begin.
 *
 * <p>A period that {@code from} or {@code to} cuts is counted in full: a minute within the last
 * three days, else a quarter of an hour; a day where quarters are not kept any more, and for what
 * is kept by day only.
 */
public final class Periods {
  private static final Duration QUARTER = Duration.ofMinutes(15);

  /** More buckets than anyone can look at; a bound for one answer. */
  static final int BUCKETS_MAX = 50_000;

  private Periods() {}

  /**
   * Rows of one grain whose periods begin in a stretch of time.
   *
   * @param from included
   * @param to excluded
   */
  public record Stretch(Grain grain, Instant from, Instant to) {}

  /**
   * Stretches that cover the question's time once, in order.
   *
   * @param now minutes are kept for {@link Grain#MINUTES_KEPT} before it
   * @param home the zone that days, weeks and months were made in
   * @throws CombinationNotKept where the cube keeps nothing so fine
   */
  public static List<Stretch> covering(UsageQuery query, Cube cube, Instant now, ZoneId home) {
    Bucket bucket = query.bucket();
    boolean fine = bucket == Bucket.MINUTE || bucket == Bucket.HOUR;
    boolean elsewhere = bucket != null && !query.zone().equals(home);
    if (cube.byDayOnly()) {
      if (fine || elsewhere) {
        throw new CombinationNotKept(
            "sessions are kept by day, in the zone " + home + ": ask for buckets of a day or more");
      }
      return List.of(
          new Stretch(Grain.DAY, startOfDay(query.from(), home), endOfDay(query.to(), home)));
    }
    Instant minutesSince = ceil(now.minus(Grain.MINUTES_KEPT), Duration.ofMinutes(1));
    if (bucket == Bucket.MINUTE) {
      Instant from = query.from().truncatedTo(ChronoUnit.MINUTES);
      if (from.isBefore(minutesSince)) {
        throw new CombinationNotKept(
            "minutes are kept for three days: ask for buckets of an hour or more before "
                + minutesSince);
      }
      return List.of(new Stretch(Grain.MINUTE, from, ceil(query.to(), Duration.ofMinutes(1))));
    }
    Instant quartersSince = Grain.quartersSince(now);
    if ((fine || elsewhere) && query.from().isBefore(quartersSince)) {
      throw new CombinationNotKept(
          "quarters of an hour are kept for 13 months: ask for days, weeks or months in the zone "
              + home
              + " before "
              + quartersSince);
    }
    List<Stretch> stretches = new ArrayList<>();
    Instant from = query.from().truncatedTo(ChronoUnit.MINUTES);
    Instant to = ceil(query.to(), Duration.ofMinutes(1));
    Instant firstQuarter = from.isBefore(minutesSince) ? floorQuarter(from) : ceil(from, QUARTER);
    Instant lastQuarter =
        floorQuarter(to).isBefore(minutesSince) ? ceil(to, QUARTER) : floorQuarter(to);
    if (firstQuarter.isBefore(quartersSince)) {
      firstQuarter = startOfDay(firstQuarter, home);
    }
    if (lastQuarter.isBefore(quartersSince)) {
      lastQuarter = endOfDay(lastQuarter, home);
    }
    if (firstQuarter.isAfter(lastQuarter)) {
      return List.of(new Stretch(Grain.MINUTE, from, to));
    }
    add(stretches, Grain.MINUTE, from, firstQuarter);
    calendar(
        stretches, firstQuarter, lastQuarter, fine || elsewhere ? List.of() : grains(bucket), home);
    add(stretches, Grain.MINUTE, lastQuarter, to);
    return stretches;
  }

  /** What a question may be read from, the longest first, beside quarters. */
  private static List<Bucket> grains(@Nullable Bucket bucket) {
    if (bucket == null) {
      return List.of(Bucket.MONTH, Bucket.DAY);
    }
    return bucket == Bucket.DAY ? List.of(Bucket.DAY) : List.of(bucket, Bucket.DAY);
  }

  /** The longest periods that fit, what is left at either end from shorter ones. */
  private static void calendar(
      List<Stretch> stretches, Instant from, Instant to, List<Bucket> grains, ZoneId home) {
    if (grains.isEmpty()) {
      add(stretches, Grain.QUARTER, from, to);
      return;
    }
    Bucket longest = grains.getFirst();
    List<Bucket> shorter = grains.subList(1, grains.size());
    Instant first = startOf(from, longest, home);
    if (first.isBefore(from)) {
      first = next(first, longest, home);
    }
    Instant last = startOf(to, longest, home);
    if (!first.isBefore(last)) {
      calendar(stretches, from, to, shorter, home);
      return;
    }
    calendar(stretches, from, first, shorter, home);
    add(stretches, Grain.valueOf(longest.name()), first, last);
    calendar(stretches, last, to, shorter, home);
  }

  /** The beginning of the day, week or month that an instant lies in. */
  public static Instant startOf(Instant time, Grain grain, ZoneId home) {
    return switch (grain) {
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case QUARTER -> floorQuarter(time);
      case DAY -> startOf(time, Bucket.DAY, home);
      case WEEK -> startOf(time, Bucket.WEEK, home);
      case MONTH -> startOf(time, Bucket.MONTH, home);
    };
  }

  /** The end of the day, week or month that begins at an instant. */
  public static Instant endOf(Instant start, Grain grain, ZoneId home) {
    return switch (grain) {
      case MINUTE -> start.plus(1, ChronoUnit.MINUTES);
      case QUARTER -> start.plus(QUARTER);
      case DAY -> next(start, Bucket.DAY, home);
      case WEEK -> next(start, Bucket.WEEK, home);
      case MONTH -> next(start, Bucket.MONTH, home);
    };
  }

  private static void add(List<Stretch> stretches, Grain grain, Instant from, Instant to) {
    if (from.isBefore(to)) {
      stretches.add(new Stretch(grain, from, to));
    }
  }

  /**
   * Where the buckets of a question begin, in its zone, the first at or before {@code from}.
   *
   * @throws CombinationNotKept where there are too many
   */
  public static List<Instant> buckets(Instant from, Instant to, Bucket bucket, ZoneId zone) {
    List<Instant> starts = new ArrayList<>();
    for (Instant at = startOf(from, bucket, zone); at.isBefore(to); at = next(at, bucket, zone)) {
      if (starts.size() == BUCKETS_MAX) {
        throw new CombinationNotKept(
            "an answer has at most " + BUCKETS_MAX + " buckets: ask for longer ones");
      }
      starts.add(at);
    }
    return starts;
  }

  private static Instant startOf(Instant time, Bucket bucket, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    return switch (bucket) {
      case MINUTE -> local.truncatedTo(ChronoUnit.MINUTES).toInstant();
      // keeps the offset: the hour that a zone repeats in autumn is two buckets
      case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
      case DAY -> startOfDay(time, zone);
      case WEEK -> startOfDay(monday(local.toLocalDate()), zone);
      case MONTH -> startOfDay(local.toLocalDate().withDayOfMonth(1), zone);
    };
  }

  private static Instant next(Instant start, Bucket bucket, ZoneId zone) {
    LocalDate date = start.atZone(zone).toLocalDate();
    return switch (bucket) {
      case MINUTE -> start.plus(1, ChronoUnit.MINUTES);
      case HOUR -> nextHour(start, zone);
      case DAY -> startOfDay(date.plusDays(1), zone);
      case WEEK -> startOfDay(monday(date).plusWeeks(1), zone);
      case MONTH -> startOfDay(date.withDayOfMonth(1).plusMonths(1), zone);
    };
  }

  private static Instant nextHour(Instant start, ZoneId zone) {
    Instant hourLater = start.plus(1, ChronoUnit.HOURS);
    Instant aligned = startOf(hourLater, Bucket.HOUR, zone);
    // where a zone moves its clocks by half an hour, the full hour may lie further on
    return aligned.isAfter(start) ? aligned : hourLater;
  }

  private static LocalDate monday(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  public static Instant floorQuarter(Instant time) {
    long seconds = time.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, QUARTER.toSeconds()));
  }

  private static Instant ceil(Instant time, Duration period) {
    long seconds = time.getEpochSecond() + (time.getNano() == 0 ? 0 : 1);
    long over = Math.floorMod(seconds, period.toSeconds());
    return Instant.ofEpochSecond(over == 0 ? seconds : seconds + period.toSeconds() - over);
  }

  public static Instant startOfDay(Instant time, ZoneId zone) {
    return startOfDay(time.atZone(zone).toLocalDate(), zone);
  }

  /** The next midnight, or the time itself where it is one. */
  private static Instant endOfDay(Instant time, ZoneId zone) {
    Instant start = startOfDay(time, zone);
    return start.equals(time) ? time : nextDay(start, zone);
  }

  /** The beginning of the day after the one that an instant lies in. */
  public static Instant nextDay(Instant time, ZoneId zone) {
    return startOfDay(time.atZone(zone).toLocalDate().plusDays(1), zone);
  }

  private static Instant startOfDay(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }
}
