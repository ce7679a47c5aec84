package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Period;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.sealed.SealedTables;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes partitions when the first row for them comes: entries and quarters by month, minutes by day
 * (they go after three). In transactions of their own, before the one that brings the rows.
 */
final class Partitions {
  private static final int FIRST_YEAR = 2020;
  private static final int LAST_YEAR = 2099;

  private final Database database;
  private final Set<Part> made = ConcurrentHashMap.newKeySet();

  private enum Length {
    DAY("yyyyMMdd"),
    MONTH("yyyyMM");

    private final DateTimeFormatter suffix;

    Length(String pattern) {
      this.suffix = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    }
  }

  private record Part(String table, Length length, LocalDate since) implements Comparable<Part> {
    static Part of(String table, Length length, Instant time) {
      LocalDate date = LocalDate.ofInstant(time, ZoneOffset.UTC);
      return new Part(table, length, length == Length.DAY ? date : date.withDayOfMonth(1));
    }

    LocalDate until() {
      return length == Length.DAY ? since.plusDays(1) : since.plusMonths(1);
    }

    /** Times that nobody expects have a partition from the first migration on. */
    boolean isOnDemand() {
      return since.getYear() >= FIRST_YEAR && since.getYear() <= LAST_YEAR;
    }

    /** Whether its last minute or quarter is. */
    boolean isKept(Instant now) {
      Grain grain = length == Length.DAY ? Grain.MINUTE : Grain.QUARTER;
      return grain.keeps(midnight(until()).toInstant(), now);
    }

    @Override
    public int compareTo(Part other) {
      int byTable = table.compareTo(other.table);
      return byTable != 0 ? byTable : since.compareTo(other.since);
    }
  }

  Partitions(Database database) {
    this.database = database;
  }

  /** For the entries that these periods are sums of. */
  void prepare(Collection<Period> periods) {
    Set<Part> needed = new TreeSet<>();
    for (Period period : periods) {
      if (period.grain() != Grain.DAY) {
        needed.add(Part.of("entries", Length.MONTH, period.starts()));
      }
    }
    make(needed);
  }

  /** For what is kept by when it was seen. */
  void prepareSeen(Instant now) {
    make(
        new TreeSet<>(
            Set.of(
                Part.of("identities", Length.MONTH, now),
                Part.of("sightings", Length.MONTH, now))));
  }

  /** For sealed minutes and quarters of the days of some instants, where they are kept. */
  void prepareSealed(Collection<Instant> times, Instant now) {
    Set<Part> needed = new TreeSet<>();
    for (Instant time : times) {
      needed.add(Part.of(SealedTables.of(Grain.MINUTE), Length.DAY, time));
      needed.add(Part.of(SealedTables.of(Grain.QUARTER), Length.MONTH, time));
    }
    needed.removeIf(part -> !part.isKept(now));
    make(needed);
  }

  private void make(Set<Part> needed) {
    needed.removeAll(made);
    for (Part part : needed) {
      if (part.isOnDemand()) {
        make(part);
      }
      made.add(part);
    }
  }

  private void make(Part part) {
    database.asLedger(
        "making a partition",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select ensure_partition(?, ?, ?, ?)")) {
            statement.setString(1, part.table());
            statement.setString(2, part.length().suffix.format(part.since()));
            statement.setObject(3, midnight(part.since()));
            statement.setObject(4, midnight(part.until()));
            return statement.execute();
          }
        });
  }

  private static OffsetDateTime midnight(LocalDate date) {
    return date.atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  /** After the database may have been put back to an older state: they may be missing again. */
  void forget() {
    made.clear();
  }
}
