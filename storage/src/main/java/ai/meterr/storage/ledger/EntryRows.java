package ai.meterr.storage.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Entries as rows of the raw log. */
final class EntryRows {
  /** Axes that are columns of an entry, in the order of their binding. */
  private static final List<Axis> AXES =
      List.of(
          Axis.PROVIDER,
          Axis.MODEL,
          Axis.PROJECT,
          Axis.TEAM,
          Axis.USER,
          Axis.KEY,
          Axis.SESSION,
          Axis.FEATURE,
          Axis.ENVIRONMENT,
          Axis.OPERATION,
          Axis.SERVICE_TIER);

  private static final String INSERT =
      "insert into entries (organization_id, event_time, journal, journal_offset, part, event_id,"
          + " status, "
          + AXES.stream().map(SeriesBook::column).collect(Collectors.joining(", "))
          + ", tag_ids, event) select organization_id, event_time, ?, journal_offset, part,"
          + " event_id, status, "
          + AXES.stream().map(SeriesBook::column).collect(Collectors.joining(", "))
          // an array of arrays would be flattened
          + ", tag_ids::bigint[], event::json from unnest(?::uuid[], ?::timestamptz[], ?::bigint[],"
          + " ?::smallint[], ?::text[], ?::text[], "
          + "?::bigint[], ".repeat(AXES.size())
          + "?::text[], ?::text[]) as e (organization_id, event_time, journal_offset, part,"
          + " event_id, status, "
          + AXES.stream().map(SeriesBook::column).collect(Collectors.joining(", "))
          + ", tag_ids, event)";

  private final List<Row> rows;

  private record Row(Entry entry, long[] axes, String tags, String json) {}

  private EntryRows(List<Row> rows) {
    this.rows = rows;
  }

  static EntryRows of(List<Entry> entries, Names names) {
    Set<Name> values = new HashSet<>();
    for (Entry entry : entries) {
      values.addAll(names(entry).values());
      values.addAll(tags(entry));
    }
    Map<Name, Long> ids = names.ids(values);
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      Map<Axis, Name> named = names(entry);
      long[] axes =
          AXES.stream()
              .map(named::get)
              .mapToLong(name -> name == null ? Names.NOT_TOLD : Names.id(ids, name))
              .toArray();
      String tags =
          tags(entry).stream()
              .map(name -> String.valueOf(Names.id(ids, name)))
              .collect(Collectors.joining(",", "{", "}"));
      rows.add(new Row(entry, axes, tags, json(entry.event())));
    }
    return new EntryRows(rows);
  }

  private static Map<Axis, Name> names(Entry entry) {
    return Axis.valuesOf(entry.event()).entrySet().stream()
        .filter(value -> AXES.contains(value.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                value -> new Name(entry.organization(), value.getKey(), value.getValue())));
  }

  private static List<Name> tags(Entry entry) {
    OrganizationId organization = entry.organization();
    return entry.event().attribution().tags().entrySet().stream()
        .map(tag -> new Name(organization, Axis.TAG, tag.getKey() + "=" + tag.getValue()))
        .toList();
  }

  /** Whom it is attributed to stands in the columns only, so that a person can be erased. */
  private static String json(UsageEvent event) {
    return new String(
        EventJson.write(Attributed.with(event, Attribution.NONE)), StandardCharsets.UTF_8);
  }

  void insert(Connection connection, int journal) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setInt(1, journal);
      Arrays.set(connection, statement, 2, "uuid", column(r -> r.entry.organization().value()));
      Arrays.set(
          connection,
          statement,
          3,
          "timestamptz",
          column(row -> DatabaseTime.text(row.entry.event().time())));
      Arrays.set(connection, statement, 4, "int8", column(row -> row.entry.position().bytes()));
      Arrays.set(connection, statement, 5, "int2", column(row -> row.entry.part().code()));
      Arrays.set(
          connection,
          statement,
          6,
          "text",
          column(row -> PlainText.of(row.entry.event().id().value())));
      Arrays.set(
          connection, statement, 7, "text", column(row -> row.entry.event().status().wire()));
      int index = 8;
      for (int axis = 0; axis < AXES.size(); axis++) {
        int at = axis;
        Arrays.set(connection, statement, index++, "int8", column(row -> row.axes[at]));
      }
      Arrays.set(connection, statement, index++, "text", column(row -> row.tags));
      Arrays.set(connection, statement, index, "text", column(row -> row.json));
      statement.executeUpdate();
    }
  }

  private Object[] column(java.util.function.Function<Row, Object> value) {
    return rows.stream().map(value).toArray();
  }
}
