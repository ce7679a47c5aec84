package ai.meterr.bench.dashboards;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.SealedTables;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes a year of a {@link Company}: every call is drawn and summed, and the sums are written as
 * the ledger keeps them.
 */
final class History {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final List<Cube> CUBES = List.of(Cube.MAIN, Cube.PEOPLE, Cube.LATENCY);
  private static final int SESSIONS_A_DAY = 1_000;

  private final Superuser superuser;
  private final OrganizationId organization;
  private final Instant now;
  private final Dictionary dictionary = new Dictionary();
  private final Company company = new Company();
  private final Map<Cube, Map<Long, Lines.Known>> known = new EnumMap<>(Cube.class);
  private final Map<Grain, Long> cells = new EnumMap<>(Grain.class);

  /** Sums of one period that is being added to, of each cube. */
  private final class Open {
    private final Grain grain;
    private final Copy copy;
    private Instant starts = Instant.MIN;
    private Map<Cube, Lines> lines = fresh();

    Open(Grain grain) throws SQLException, IOException {
      this.grain = grain;
      this.copy =
          new Copy(
              superuser.connect(), SealedTables.of(grain), "organization_id, cube, starts, lines");
    }

    void add(Instant period, Map<Cube, Lines> sums) throws IOException {
      if (!period.equals(starts)) {
        write();
        starts = period;
        lines = fresh();
      }
      for (Cube cube : CUBES) {
        of(lines, cube).add(of(sums, cube));
      }
    }

    void write() throws IOException {
      for (Cube cube : CUBES) {
        Lines sums = of(lines, cube);
        if (!sums.isEmpty()) {
          sums.sums()
              .values()
              .forEach(values -> cells.merge(grain, (long) countCells(values), Long::sum));
          copy.row(4).uuid(organization.value()).int2(cube.code()).time(starts).bytes(sums.pack());
        }
      }
    }

    void close() throws IOException, SQLException {
      write();
      copy.close();
    }
  }

  History(Superuser superuser, OrganizationId organization, Instant now) {
    this.superuser = superuser;
    this.organization = organization;
    this.now = now;
    CUBES.forEach(cube -> known.put(cube, new HashMap<>()));
  }

  private static int countCells(long[] sums) {
    int count = 0;
    for (int i = 0; i < sums.length; i += 2) {
      count += sums[i] != 0 || sums[i + 1] != 0 ? 1 : 0;
    }
    return count;
  }

  private static Lines of(Map<Cube, Lines> lines, Cube cube) {
    return java.util.Objects.requireNonNull(lines.get(cube));
  }

  private Map<Cube, Lines> fresh() {
    Map<Cube, Lines> lines = new EnumMap<>(Cube.class);
    for (Cube cube : CUBES) {
      lines.put(
          cube, new Lines(cube, dictionary, java.util.Objects.requireNonNull(known.get(cube))));
    }
    return lines;
  }

  void write(long events, long raw)
      throws SQLException, IOException, ExecutionException, InterruptedException {
    Instant from = Periods.floorQuarter(now.minus(Duration.ofDays(365)));
    partitions(SealedTables.of(Grain.QUARTER), from);
    partitions("entries", now.minus(Duration.ofDays(90)));
    minutePartitions();
    double weights = 0;
    for (Instant at = from; at.isBefore(now); at = at.plus(QUARTER)) {
      weights += Company.weight(at);
    }
    RawEntries entries = new RawEntries(company, dictionary, organization, now);
    double eventsPerWeight = events / weights;
    try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
      Future<?> filed = beside.submit(() -> file(entries, raw));
      long written = rollups(from, eventsPerWeight);
      System.err.printf("%,d events summed%n", written);
      sessions(from);
      names();
      filed.get();
    }
    superuser.run("analyze");
    cells.forEach((grain, count) -> System.out.printf("| %s | %,d |%n", grain, count));
  }

  private long rollups(Instant from, double eventsPerWeight) throws SQLException, IOException {
    Instant unsealed = Periods.floorQuarter(now.minus(Duration.ofMinutes(5)));
    Instant minutesFrom =
        now.minus(Grain.MINUTES_KEPT).truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    List<Open> open = new ArrayList<>();
    for (Grain grain : List.of(Grain.QUARTER, Grain.DAY, Grain.WEEK, Grain.MONTH)) {
      open.add(new Open(grain));
    }
    Copy minutes = packed(SealedTables.of(Grain.MINUTE));
    Copy increments = packed("increments");
    long written = 0;
    double due = 0;
    for (Instant quarter = from; quarter.isBefore(now); quarter = quarter.plus(QUARTER)) {
      Map<Cube, Lines> sums = fresh();
      for (int minute = 0; minute < 15; minute++) {
        Instant starts = quarter.plus(Duration.ofMinutes(minute));
        boolean kept = !starts.isBefore(minutesFrom);
        Map<Cube, Lines> into = kept ? fresh() : sums;
        due += Company.weight(quarter) * eventsPerWeight / 15;
        for (; written < due && starts.isBefore(now); written++) {
          Company.Call call = company.next();
          CUBES.forEach(cube -> of(into, cube).add(call));
        }
        if (kept) {
          for (Cube cube : CUBES) {
            write(quarter.isBefore(unsealed) ? minutes : increments, cube, starts, of(into, cube));
            of(sums, cube).add(of(into, cube));
          }
        }
      }
      if (quarter.isBefore(unsealed)) {
        for (Open period : open) {
          period.add(Periods.startOf(quarter, period.grain, Company.ZONE), sums);
        }
      }
    }
    for (Open period : open) {
      period.close();
    }
    minutes.close();
    increments.close();
    return written;
  }

  private Copy packed(String table) throws SQLException, IOException {
    return new Copy(superuser.connect(), table, "organization_id, cube, starts, lines");
  }

  private void write(Copy copy, Cube cube, Instant starts, Lines lines) throws IOException {
    if (!lines.isEmpty()) {
      lines
          .sums()
          .values()
          .forEach(values -> cells.merge(Grain.MINUTE, (long) countCells(values), Long::sum));
      copy.row(4).uuid(organization.value()).int2(cube.code()).time(starts).bytes(lines.pack());
    }
  }

  /** A thousand sessions a day, each of one day. */
  private void sessions(Instant from) throws SQLException, IOException {
    try (Copy days =
        new Copy(
            superuser.connect(),
            SealedTables.BLOCKS,
            "organization_id, cube, starts, first_id, last_id, lines")) {
      int session = 0;
      for (Instant day = Periods.startOf(from, Grain.DAY, Company.ZONE);
          day.isBefore(now);
          day = Periods.nextDay(day, Company.ZONE)) {
        LineSums sums = new LineSums(1);
        long first = dictionary.id(Axis.SESSION, session);
        long last = first;
        for (int i = 0; i < SESSIONS_A_DAY; i++) {
          last = dictionary.id(Axis.SESSION, session++);
          for (var measured : Lines.MEASURES) {
            sums.add(
                new Line(List.of(last), "priced", "USD"),
                measured,
                new Total(BigDecimal.valueOf(20), BigDecimal.valueOf(1_234_567, 8)));
          }
        }
        days.row(6)
            .uuid(organization.value())
            .int2(Cube.SESSIONS.code())
            .time(day)
            .int8(first)
            .int8(last)
            .bytes(sums.pack());
      }
    }
  }

  private void names() throws SQLException, IOException {
    try (Copy copy =
        new Copy(superuser.connect(), "dictionary", "organization_id, id, axis, value")) {
      for (Map.Entry<Axis, Map<Integer, Long>> axis : dictionary.all().entrySet()) {
        for (Map.Entry<Integer, Long> name : axis.getValue().entrySet()) {
          copy.row(4)
              .uuid(organization.value())
              .int8(name.getValue())
              .text(axis.getKey().wire())
              .text(Dictionary.name(axis.getKey(), name.getKey()));
        }
      }
    }
    try (Connection connection = superuser.connect();
        PreparedStatement zone =
            connection.prepareStatement(
                "insert into sealed_zones (organization_id, zone) values (?, ?)")) {
      zone.setObject(1, organization.value());
      zone.setString(2, Company.ZONE.getId());
      zone.executeUpdate();
    }
  }

  /** Indexes are made at the end: a row at a time they would take most of the time. */
  private @Nullable Void file(RawEntries entries, long raw) throws SQLException, IOException {
    try (Indexes ignored = Indexes.without(superuser, "entries");
        Copy copy = new Copy(superuser.connect(), "entries", RawEntries.COLUMNS)) {
      entries.write(raw, copy);
    }
    return null;
  }

  // ------------------------------------------------------------------ partitions

  private void partitions(String table, Instant from) throws SQLException, IOException {
    LocalDate last = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (LocalDate month = LocalDate.ofInstant(from, ZoneOffset.UTC).withDayOfMonth(1);
        !month.isAfter(last);
        month = month.plusMonths(1)) {
      partition(
          table, month.format(DateTimeFormatter.ofPattern("yyyyMM")), month, month.plusMonths(1));
    }
  }

  private void minutePartitions() throws SQLException, IOException {
    LocalDate last = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (LocalDate day = last.minusDays(4); !day.isAfter(last); day = day.plusDays(1)) {
      partition(
          SealedTables.of(Grain.MINUTE),
          day.format(DateTimeFormatter.BASIC_ISO_DATE),
          day,
          day.plusDays(1));
    }
  }

  private void partition(String table, String suffix, LocalDate since, LocalDate until)
      throws SQLException, IOException {
    try (Connection connection = superuser.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set role meterr_ledger");
      statement.execute(
          "select ensure_partition('%s', '%s', '%sT00:00:00Z', '%sT00:00:00Z')"
              .formatted(table, suffix, since, until));
    }
  }
}
