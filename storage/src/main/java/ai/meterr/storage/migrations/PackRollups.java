package ai.meterr.storage.migrations;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Carries rollups over that were a row for each line and measure: minutes, and quarters that were
 * not sealed yet, become sealed ones; what is kept by day only becomes blocks. Then the tables of
 * these rows go.
 */
public final class PackRollups implements JavaMigration {
  private static final int ROWS_AT_ONCE = 10_000;
  private static final int LINES_OF_A_BLOCK = 4_000;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM", Locale.ROOT);

  /** As the first migration made them. */
  private static final String AXES =
      "s.provider_id, s.model_id, s.project_id, s.team_id, s.user_id, s.key_id, s.session_id,"
          + " s.feature_id, s.environment_id, s.operation_id, s.service_tier_id, s.price_id,"
          + " s.tag_id";

  private final Map<UUID, ZoneId> zones = new HashMap<>();
  private final Set<String> partitions = new HashSet<>();

  private record Place(UUID organization, Cube cube, Instant starts) {}

  private interface Sums {
    void add(Place place, LineSums sums) throws SQLException;
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("13.1");
  }

  @Override
  public String getDescription() {
    return "pack rollups";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    zones.clear();
    partitions.clear();
    run(connection, "select set_config('meterr.whole_database', 'on', true)");
    Instant now = now(connection);
    each(
        connection,
        "rollup_minute",
        Integer.MAX_VALUE,
        (place, sums) -> minute(connection, place, sums));
    each(
        connection,
        "rollup_quarter",
        Integer.MAX_VALUE,
        (place, sums) -> seal(connection, place, sums, now));
    each(
        connection,
        "rollup_day",
        LINES_OF_A_BLOCK,
        (place, sums) -> block(connection, place, sums));
    run(connection, "drop table rollup_minute, rollup_quarter, rollup_day, series");
    run(connection, "select set_config('meterr.whole_database', '', true)");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Instant now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select now()")) {
      row.next();
      return DatabaseTime.read(row, 1);
    }
  }

  /** Tells the sums of each place, in parts of so many lines. */
  private static void each(Connection connection, String table, int linesMax, Sums into)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select r.organization_id, r.cube, r.starts, r.quantity, r.amount, s.status, s.measure,"
                + " s.currency, s.bin, "
                + AXES
                + " from "
                + table
                + " r join series s on s.organization_id = r.organization_id and s.id = r.series_id"
                + " order by r.organization_id, r.cube, r.starts, s.session_id, s.tag_id")) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet rows = statement.executeQuery()) {
        Place place = null;
        LineSums sums = new LineSums(0);
        while (rows.next()) {
          Cube cube = Cube.of(rows.getInt(2));
          Place next = new Place(rows.getObject(1, UUID.class), cube, DatabaseTime.read(rows, 3));
          Line line = line(rows, cube);
          boolean full = sums.lines().size() >= linesMax && !sums.lines().containsKey(line);
          if (!next.equals(place) || full) {
            if (place != null) {
              into.add(place, sums);
            }
            place = next;
            sums = new LineSums(cube.axes().size());
          }
          sums.add(
              line,
              new Measured(rows.getString(7), rows.getInt(9)),
              new Total(rows.getBigDecimal(4), rows.getBigDecimal(5)));
        }
        if (place != null) {
          into.add(place, sums);
        }
      }
    }
  }

  private static Line line(ResultSet rows, Cube cube) throws SQLException {
    List<Long> axes = new ArrayList<>();
    for (Axis axis : cube.axes()) {
      axes.add(rows.getLong(axis.wire() + "_id"));
    }
    return new Line(axes, rows.getString(6), rows.getString(8));
  }

  /** The only one of its place: nothing was sealed of minutes. */
  private void minute(Connection connection, Place place, LineSums sums) throws SQLException {
    partition(connection, Grain.MINUTE, place.starts);
    write(connection, Grain.MINUTE, place, place.starts, sums);
  }

  private void seal(Connection connection, Place quarter, LineSums sums, Instant now)
      throws SQLException {
    ZoneId zone = zones.get(quarter.organization);
    if (zone == null) {
      zone = zone(connection, quarter.organization);
      zones.put(quarter.organization, zone);
    }
    for (Grain grain : List.of(Grain.QUARTER, Grain.DAY, Grain.WEEK, Grain.MONTH)) {
      Instant starts = Periods.startOf(quarter.starts, grain, zone);
      if (grain.keeps(starts, now)) {
        add(connection, grain, quarter, starts, sums);
      }
    }
  }

  /** The zone of days, weeks and months; at first the organization's. */
  private static ZoneId zone(Connection connection, UUID organization) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into sealed_zones (organization_id, zone)
                select ?, coalesce((select zone from organizations where id = ?), 'UTC')
                on conflict do nothing\
                """);
        PreparedStatement select =
            connection.prepareStatement(
                "select zone from sealed_zones where organization_id = ?")) {
      insert.setObject(1, organization);
      insert.setObject(2, organization);
      insert.executeUpdate();
      select.setObject(1, organization);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return ZoneId.of(row.getString(1));
      }
    }
  }

  private void add(Connection connection, Grain grain, Place place, Instant starts, LineSums sums)
      throws SQLException {
    partition(connection, grain, starts);
    LineSums all = new LineSums(place.cube.axes().size()).add(sums);
    try (PreparedStatement before =
        connection.prepareStatement(
            "select lines from "
                + table(grain)
                + " where organization_id = ? and cube = ? and starts = ?")) {
      bind(before, place, starts);
      try (ResultSet row = before.executeQuery()) {
        all.add(row.next() ? row.getBytes(1) : null);
      }
    }
    write(connection, grain, place, starts, all);
  }

  private static String table(Grain grain) {
    return "sealed_" + grain.name().toLowerCase(Locale.ROOT);
  }

  private static void write(
      Connection connection, Grain grain, Place place, Instant starts, LineSums sums)
      throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            "insert into "
                + table(grain)
                + " as t (organization_id, cube, starts, lines) values (?, ?, ?, ?)"
                + " on conflict (organization_id, cube, starts)"
                + " do update set lines = excluded.lines")) {
      bind(write, place, starts);
      write.setBytes(4, sums.pack());
      write.executeUpdate();
    }
  }

  private void partition(Connection connection, Grain grain, Instant starts) throws SQLException {
    LocalDate date = LocalDate.ofInstant(starts, ZoneOffset.UTC);
    boolean onDemand = date.getYear() >= 2020 && date.getYear() <= 2099;
    if (onDemand && grain == Grain.MINUTE) {
      partition(connection, "sealed_minute", DAY, date, date.plusDays(1));
    } else if (onDemand && grain == Grain.QUARTER) {
      LocalDate month = date.withDayOfMonth(1);
      partition(connection, "sealed_quarter", MONTH, month, month.plusMonths(1));
    }
  }

  private void partition(
      Connection connection,
      String table,
      DateTimeFormatter suffix,
      LocalDate since,
      LocalDate until)
      throws SQLException {
    if (!partitions.add(table + suffix.format(since))) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("select ensure_partition(?, ?, ?, ?)")) {
      statement.setString(1, table);
      statement.setString(2, suffix.format(since));
      statement.setObject(3, since.atStartOfDay().atOffset(ZoneOffset.UTC));
      statement.setObject(4, until.atStartOfDay().atOffset(ZoneOffset.UTC));
      statement.execute();
    }
  }

  private static void block(Connection connection, Place place, LineSums sums) throws SQLException {
    List<Line> lines = sums.lines().keySet().stream().sorted().toList();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into sealed_block (organization_id, cube, starts, lines, first_id, last_id)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      bind(insert, place, place.starts);
      insert.setBytes(4, sums.pack());
      insert.setLong(5, lines.getFirst().axes().getFirst());
      insert.setLong(6, lines.getLast().axes().getFirst());
      insert.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Place place, Instant starts)
      throws SQLException {
    statement.setObject(1, place.organization);
    statement.setInt(2, place.cube.code());
    statement.setObject(3, DatabaseTime.of(starts));
  }
}
