package ai.meterr.storage.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as {@code timestamptz}: cut to microseconds, never rounded up into the next period. */
public final class DatabaseTime {
  private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private DatabaseTime() {}

  public static OffsetDateTime of(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** As an element of an array; outside of the years 1 to 9999 an infinity. */
  public static String text(Instant time) {
    OffsetDateTime cut = of(time);
    if (cut.getYear() > 9999) {
      return "infinity";
    }
    return cut.getYear() < 1 ? "-infinity" : cut.toString();
  }

  /**
   * As it travels in binary: microseconds since 2000-01-01; outside of the years 1 to 9999 an
   * infinity.
   */
  public static long micros(Instant time) {
    if (time.isBefore(YEAR_1)) {
      return Long.MIN_VALUE;
    }
    return time.isBefore(YEAR_10000)
        ? Math.addExact(
            Math.multiplyExact(time.getEpochSecond() - YEAR_2000.getEpochSecond(), 1_000_000L),
            time.getNano() / 1_000)
        : Long.MAX_VALUE;
  }

  public static Instant read(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
