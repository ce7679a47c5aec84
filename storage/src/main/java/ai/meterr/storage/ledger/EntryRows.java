package ai.meterr.storage.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Entries as rows of the raw log, column by column. */
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

  private static final String AXIS_COLUMNS =
      AXES.stream().map(axis -> axis.wire() + "_id").collect(Collectors.joining(", "));

  private static final String INSERT =
      "insert into entries (organization_id, event_time, journal, journal_offset, part, event_id,"
          + " status, "
          + AXIS_COLUMNS
          + ", tag_ids, event) select organization_id, event_time, ?, journal_offset, part,"
          + " event_id, status, "
          + AXIS_COLUMNS
          // an array of arrays would be flattened
          + ", tag_ids::bigint[], event from unnest(?::uuid[], ?::timestamptz[], ?::bigint[],"
          + " ?::smallint[], ?::text[], ?::text[], "
          + "?::bigint[], ".repeat(AXES.size())
          + "?::text[], ?::json[]) as e (organization_id, event_time, journal_offset, part,"
          + " event_id, status, "
          + AXIS_COLUMNS
          + ", tag_ids, event)";

  private static final String NO_TAGS = "{}";

  private final int count;
  private final Column organizations = Column.uuids();
  private final Column times = Column.times();
  private final Column offsets = Column.int8();
  private final Column parts = Column.int2();
  private final Column ids = Column.text();
  private final Column statuses = Column.text();
  private final List<Column> axes = AXES.stream().map(axis -> Column.int8()).toList();
  private final Column tags = Column.text();
  private final Column events = Column.json();

  private EntryRows(int count) {
    this.count = count;
  }

  /** Tells the values of a batch's entries. */
  static void tell(List<Entry> entries, NamesOfBatch ids) {
    for (Entry entry : entries) {
      @Nullable String[] values = Axis.toldBy(entry.event());
      for (Axis axis : AXES) {
        ids.has(entry.organization(), axis, values[axis.ordinal()]);
      }
      for (Map.Entry<String, String> tag : entry.event().attribution().tags().entrySet()) {
        ids.has(entry.organization(), Axis.TAG, text(tag));
      }
    }
  }

  static EntryRows of(List<Entry> entries, NamesOfBatch ids) {
    EntryRows rows = new EntryRows(entries.size());
    entries.forEach(entry -> rows.add(entry, ids));
    return rows;
  }

  private static String text(Map.Entry<String, String> tag) {
    return tag.getKey() + "=" + tag.getValue();
  }

  private void add(Entry entry, NamesOfBatch names) {
    OrganizationId organization = entry.organization();
    UsageEvent event = entry.event();
    @Nullable String[] told = Axis.toldBy(event);
    organizations.add(organization.value());
    times.add(event.time());
    offsets.add(entry.position().bytes());
    parts.addSmall(entry.part().code());
    ids.add(PlainText.of(event.id().value()));
    statuses.add(event.status().wire());
    for (int axis = 0; axis < AXES.size(); axis++) {
      Axis of = AXES.get(axis);
      axes.get(axis).add(names.id(organization, of, told[of.ordinal()]));
    }
    tags.add(tags(entry, names));
    // whom it is attributed to stands in the columns only, so that a person can be erased
    events.add(EventJson.write(event.with(Attribution.NONE)));
  }

  private static String tags(Entry entry, NamesOfBatch names) {
    Map<String, String> tags = entry.event().attribution().tags();
    if (tags.isEmpty()) {
      return NO_TAGS;
    }
    StringJoiner ids = new StringJoiner(",", "{", "}");
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      ids.add(String.valueOf(names.id(entry.organization(), Axis.TAG, text(tag))));
    }
    return ids.toString();
  }

  void insert(Connection connection, int journal) throws SQLException {
    if (count == 0) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setInt(1, journal);
      int index = 2;
      organizations.bind(statement, index++);
      times.bind(statement, index++);
      offsets.bind(statement, index++);
      parts.bind(statement, index++);
      ids.bind(statement, index++);
      statuses.bind(statement, index++);
      for (Column axis : axes) {
        axis.bind(statement, index++);
      }
      tags.bind(statement, index++);
      events.bind(statement, index);
      statement.executeUpdate();
    }
  }
}
