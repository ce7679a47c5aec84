package ai.meterr.pricing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/**
 * Hours of the week that a price holds in, such as a provider's busy ones. They are an exception: a
 * price without hours says what holds in the rest of the week.
 *
 * @param name the tariff's own word for them, {@code peak}
 * @param zone whose clock and calendar count: a Friday evening of one zone is Saturday in another
 * @param days of that zone
 * @param spans of each of these days
 */
public record WeeklyHours(String name, ZoneId zone, Set<DayOfWeek> days, List<Span> spans) {
  private static final int MINUTES_OF_HOUR = 60;
  private static final int MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

  public WeeklyHours {
    days = Set.copyOf(days);
    spans = List.copyOf(spans);
    if (days.isEmpty() || spans.isEmpty()) {
      throw new IllegalArgumentException(name + ": hours without a day or without a time");
    }
  }

  /**
   * A part of a day, in minutes after midnight. One that passes midnight is written as two.
   *
   * @param fromMinute included
   * @param toMinute excluded; 1440 is the end of the day
   */
  public record Span(int fromMinute, int toMinute) {
    public Span {
      if (fromMinute < 0 || fromMinute >= toMinute || toMinute > MINUTES_OF_DAY) {
        throw new IllegalArgumentException("no such part of a day: " + fromMinute + "-" + toMinute);
      }
    }

    boolean contains(int minute) {
      return fromMinute <= minute && minute < toMinute;
    }

    boolean overlaps(Span other) {
      return fromMinute < other.toMinute && other.fromMinute < toMinute;
    }
  }

  public boolean contains(Instant time) {
    ZonedDateTime there = time.atZone(zone);
    if (!days.contains(there.getDayOfWeek())) {
      return false;
    }
    int minute = there.getHour() * MINUTES_OF_HOUR + there.getMinute();
    for (Span span : spans) {
      if (span.contains(minute)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some moment may lie in both; of two zones that is taken to be so. */
  boolean overlaps(WeeklyHours other) {
    return !zone.equals(other.zone)
        || (days.stream().anyMatch(other.days::contains)
            && spans.stream().anyMatch(span -> other.spans.stream().anyMatch(span::overlaps)));
  }

  @Override
  public String toString() {
    return name;
  }
}
