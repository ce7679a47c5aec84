package ai.meterr.bench.dashboards;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.storage.sealed.Line;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
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
import java.util.SplittableRandom;
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
  private static final long SEED = 4;

  private final Superuser superuser;
  private final OrganizationId organization;
  private final Instant now;
  private final Dictionary dictionary = new Dictionary();
  private final Company company = new Company(new SplittableRandom(SEED));
  private final Map<Cube, Map<Long, Lines.Known>> known = new EnumMap<>(Cube.class);
  private final Map<SeriesKey, Long> series = new HashMap<>();
  private final Map<Grain, Long> cells = new EnumMap<>(Grain.class);

  private record SeriesKey(Cube cube, Line line, int column) {}

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
              superuser.connect(),
              "sealed_" + grain.name().toLowerCase(java.util.Locale.ROOT),
              "organization_id, cube, starts, lines");
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
    partitions("sealed_quarter", from);
    partitions("rollup_quarter", now.minus(Duration.ofDays(1)));
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
    Copy minutes = rows("rollup_minute");
    Copy quarters = rows("rollup_quarter");
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
            write(minutes, cube, starts, of(into, cube));
            of(sums, cube).add(of(into, cube));
          }
        }
      }
      if (quarter.isBefore(unsealed)) {
        for (Open period : open) {
          period.add(Periods.startOf(quarter, period.grain, Company.ZONE), sums);
        }
      } else {
        for (Cube cube : CUBES) {
          write(quarters, cube, quarter, of(sums, cube));
        }
      }
    }
    for (Open period : open) {
      period.close();
    }
    cells.put(Grain.MINUTE, minutes.rows());
    minutes.close();
    quarters.close();
    return written;
  }

  private Copy rows(String table) throws SQLException, IOException {
    return new Copy(
        superuser.connect(), table, "organization_id, cube, starts, series_id, quantity, amount");
  }

  private void write(Copy copy, Cube cube, Instant starts, Lines lines) throws IOException {
    for (Map.Entry<Lines.Known, long[]> line : lines.sums().entrySet()) {
      long[] sums = line.getValue();
      for (int column = 0; 2 * column < sums.length; column++) {
        if (sums[2 * column] != 0 || sums[2 * column + 1] != 0) {
          copy.row(6)
              .uuid(organization.value())
              .int2(cube.code())
              .time(starts)
              .int8(series(new SeriesKey(cube, line.getKey().line(), column)))
              .numeric(sums[2 * column], 0)
              .numeric(sums[2 * column + 1], 8);
        }
      }
    }
  }

  private long series(SeriesKey key) {
    return series.computeIfAbsent(key, unseen -> series.size() + 1L);
  }

  /** A thousand sessions a day, each of one day, and the rows of their series. */
  private void sessions(Instant from) throws SQLException, IOException {
    try (Copy lines = new Copy(superuser.connect(), "series", SERIES)) {
      for (Map.Entry<SeriesKey, Long> one : series.entrySet()) {
        SeriesKey key = one.getKey();
        long[] axes = new long[Axis.values().length];
        List<Axis> places = List.copyOf(key.cube.axes());
        for (int i = 0; i < places.size(); i++) {
          axes[places.get(i).ordinal()] = key.line.axes().get(i);
        }
        var measured = new Lines(key.cube, dictionary, Map.of()).measured(key.column);
        series(
            lines,
            one.getValue(),
            key.cube,
            axes,
            key.line.status(),
            measured.measure(),
            key.line.currency(),
            measured.bin());
      }
      try (Copy days = rows("rollup_day")) {
        long id = series.size();
        int session = 0;
        for (Instant day = Periods.startOf(from, Grain.DAY, Company.ZONE);
            day.isBefore(now);
            day = Periods.nextDay(day, Company.ZONE)) {
          for (int i = 0; i < SESSIONS_A_DAY; i++) {
            long[] axes = new long[Axis.values().length];
            axes[Axis.SESSION.ordinal()] = dictionary.id(Axis.SESSION, session++);
            for (var measured : Lines.MEASURES) {
              series(lines, ++id, Cube.SESSIONS, axes, "priced", measured.measure(), "USD", 0);
              days.row(6)
                  .uuid(organization.value())
                  .int2(Cube.SESSIONS.code())
                  .time(day)
                  .int8(id)
                  .numeric(20, 0)
                  .numeric(1_234_567, 8);
            }
          }
        }
      }
    }
  }

  private static final String SERIES =
      "organization_id, id, cube, provider_id, model_id, project_id, team_id, user_id, key_id,"
          + " session_id, feature_id, environment_id, operation_id, service_tier_id, price_id,"
          + " tag_id, status, measure, currency, bin";

  private void series(
      Copy copy,
      long id,
      Cube cube,
      long[] axes,
      String status,
      String measure,
      String currency,
      int bin)
      throws IOException {
    copy.row(7 + axes.length).uuid(organization.value()).int8(id).int2(cube.code());
    for (long axis : axes) {
      copy.int8(axis);
    }
    copy.text(status).text(measure).text(currency).int2(bin);
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
          "rollup_minute", day.format(DateTimeFormatter.BASIC_ISO_DATE), day, day.plusDays(1));
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
