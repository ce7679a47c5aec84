package ai.meterr.storage.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as {@code timestamptz}: cut to microseconds, never rounded up into the next period. */
public final class DatabaseTime {
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

  public static Instant read(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
