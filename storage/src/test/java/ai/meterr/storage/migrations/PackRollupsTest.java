package ai.meterr.storage.migrations;

import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.database.KeyFolder;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PackRollupsTest {
  private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
  private static final List<UUID> ORGANIZATIONS = List.of(new UUID(0, 1), new UUID(0, 2));
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  private final Path data = PostgresForTests.newFolder();
  private final Random random = new Random(13);
  private final Map<Series, Integer> series = new HashMap<>();

  private record Series(UUID organization, Cube cube, Line line, Measured measured) {}

  private record Cell(String table, Instant starts, Series series) {}

  private final Map<Cell, Total> expected = new HashMap<>();

  @AfterEach
  void cleanUp() {
    PostgresForTests.delete(data);
  }

  @Test
  void rows_of_lines_and_measures_become_packed_sums_and_add_to_what_was_sealed() throws Exception {
    PostgresForTests.shareProgramsWith(data);
    MasterKey master =
        MasterKey.of("a master key of these tests", new KeyFolder(data.resolve("keys")), RANDOM);
    try (EmbeddedPostgres server = EmbeddedPostgres.start(data, RANDOM);
        Database database = Database.prepareEmpty(server.server(), master, "12")) {
      try (Connection connection = database.wholeDatabase()) {
        fill(connection);
      }
      database.migrate();
      try (Connection connection = database.wholeDatabase()) {
        Map<Cell, Total> found = found(connection);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach(
            (cell, total) ->
                assertThat(total.sameAs(expected.getOrDefault(cell, Total.ZERO)))
                    .as(cell.toString())
                    .isTrue());
      }
    }
  }

  private void fill(Connection connection) throws SQLException {
    for (UUID organization : ORGANIZATIONS) {
      run(
          connection,
          "insert into organizations (id, name, zone) values ('%s', 'x', '%s')"
              .formatted(organization, ZONE));
    }
    run(
        connection,
        "select ensure_partition('rollup_minute', '1', '2000-01-01', '2100-01-01'),"
            + " ensure_partition('rollup_quarter', '1', '2020-01-01', '2100-01-01')");
    for (int i = 0; i < 3_000; i++) {
      UUID organization = ORGANIZATIONS.get(random.nextInt(2));
      int minutes = random.nextInt(3 * 24 * 60);
      Instant minute = NOW.minus(Duration.ofMinutes(minutes));
      switch (random.nextInt(3)) {
        case 0 ->
            row(connection, "rollup_minute", minute, List.of(Grain.MINUTE), organization, true);
        case 1 -> {
          Instant back = minute.minus(Duration.ofDays(random.nextInt(5) == 0 ? 600 : 0));
          row(
              connection,
              "rollup_quarter",
              Periods.floorQuarter(back),
              List.of(Grain.QUARTER, Grain.DAY, Grain.WEEK, Grain.MONTH),
              organization,
              true);
        }
        default ->
            row(
                connection,
                "rollup_day",
                Periods.startOfDay(minute, ZONE),
                List.of(),
                organization,
                false);
      }
    }
    sealed(connection);
  }

  private void row(
      Connection connection,
      String table,
      Instant starts,
      List<Grain> grains,
      UUID organization,
      boolean fine)
      throws SQLException {
    List<Cube> cubes =
        fine ? List.of(Cube.MAIN, Cube.PEOPLE, Cube.LATENCY) : List.of(Cube.SESSIONS, Cube.TAGS);
    Cube cube = cubes.get(random.nextInt(cubes.size()));
    Series one =
        new Series(
            organization,
            cube,
            new Line(
                cube.axes().stream().map(axis -> (long) random.nextInt(fine ? 2 : 9_000)).toList(),
                random.nextBoolean() ? "priced" : "failed",
                random.nextBoolean() ? "USD" : ""),
            new Measured(random.nextBoolean() ? "event" : "input", random.nextInt(2)));
    Total total = new Total(BigDecimal.valueOf(random.nextInt(9) - 3), amount());
    int id = id(connection, one);
    if (insert(connection, table, starts, one, id, total) == 0) {
      return;
    }
    if (!fine) {
      expect("sealed_block", starts, one, total);
    }
    for (Grain grain : grains) {
      Instant period = Periods.startOf(starts, grain, ZONE);
      if (grain != Grain.QUARTER || grain.keeps(period, NOW)) {
        expect(table(grain), period, one, total);
      }
    }
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(1 + random.nextInt(1_000_000), 6 + random.nextInt(6));
  }

  private static String table(Grain grain) {
    return "sealed_" + grain.name().toLowerCase(Locale.ROOT);
  }

  private void expect(String table, Instant starts, Series one, Total total) {
    expected.merge(new Cell(table, starts, one), total, Total::plus);
  }

  /** A day that was sealed before. */
  private void sealed(Connection connection) throws SQLException {
    Cell cell =
        expected.keySet().stream()
            .filter(one -> one.table.equals("sealed_day"))
            .findFirst()
            .orElseThrow();
    Total total = new Total(BigDecimal.TEN, BigDecimal.ONE);
    LineSums sums = new LineSums(cell.series.cube.axes().size());
    sums.add(cell.series.line, cell.series.measured, total);
    try (PreparedStatement statement =
        connection.prepareStatement("insert into sealed_day values (?, ?, ?, ?)")) {
      statement.setObject(1, cell.series.organization);
      statement.setInt(2, cell.series.cube.code());
      statement.setObject(3, DatabaseTime.of(cell.starts));
      statement.setBytes(4, sums.pack());
      statement.executeUpdate();
    }
    expect(cell.table, cell.starts, cell.series, total);
  }

  private int id(Connection connection, Series one) throws SQLException {
    Integer known = series.get(one);
    if (known != null) {
      return known;
    }
    int id = series.size() + 1;
    series.put(one, id);
    List<Axis> axes = List.copyOf(one.cube.axes());
    List<Long> ids = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      ids.add(axes.contains(axis) ? one.line.axes().get(axes.indexOf(axis)) : 0L);
    }
    run(
        connection,
        "insert into series overriding system value values ('%s', %d, %d, %s, '%s', '%s', '%s', %d)"
            .formatted(
                one.organization,
                id,
                one.cube.code(),
                ids.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                one.line.status(),
                one.measured.measure(),
                one.line.currency(),
                one.measured.bin()));
    return id;
  }

  private static int insert(
      Connection connection, String table, Instant starts, Series one, int id, Total total)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into " + table + " values (?, ?, ?, ?, ?, ?) on conflict do nothing")) {
      statement.setObject(1, one.organization);
      statement.setInt(2, one.cube.code());
      statement.setObject(3, DatabaseTime.of(starts));
      statement.setLong(4, id);
      statement.setBigDecimal(5, total.quantity());
      statement.setBigDecimal(6, total.amount());
      return statement.executeUpdate();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Map<Cell, Total> found(Connection connection) throws SQLException {
    Map<Cell, Total> found = new HashMap<>();
    Set<String> tables = new HashSet<>(Set.of("increments", "sealed_block"));
    for (Grain grain : Grain.values()) {
      tables.add(table(grain));
    }
    for (String table : tables) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("select organization_id, cube, starts, lines from " + table)) {
        while (rows.next()) {
          UUID organization = rows.getObject(1, UUID.class);
          Cube cube = Cube.of(rows.getInt(2));
          Instant starts = DatabaseTime.read(rows, 3);
          new LineSums(cube.axes().size())
              .add(rows.getBytes(4))
              .lines()
              .forEach(
                  (line, cells) ->
                      cells.forEach(
                          (measured, total) ->
                              found.merge(
                                  new Cell(
                                      table,
                                      starts,
                                      new Series(organization, cube, line, measured)),
                                  total,
                                  Total::plus)));
        }
      }
    }
    return found;
  }
}
