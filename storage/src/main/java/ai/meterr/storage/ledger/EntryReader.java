package ai.meterr.storage.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads entries back: the event, and by the dictionary whom it is attributed to. */
public final class EntryReader {
  /** What {@link #read} wants of each row, in this order. */
  public static final String COLUMNS =
      "e.journal, e.journal_offset, e.part, e.event_time, e.event, e.key_id, e.project_id,"
          + " e.team_id, e.user_id, e.session_id, e.feature_id, e.environment_id, e.tag_ids,"
          + " e.recorded_at, e.is_current, e.looks_back";

  private static final int FIRST_AXIS = 6;
  private static final int AXES = 7;

  private EntryReader() {}

  /**
   * @param journal number of the journal that it came in with
   * @param offset where its record ends there
   * @param time cut to microseconds
   * @param isCurrent whether it adds, and nothing has taken it back
   * @param looksBack whether the exchange that told it only fetched an answer made earlier
   */
  public record Kept(
      int journal,
      long offset,
      Entry.Part part,
      Instant time,
      Instant recordedAt,
      boolean isCurrent,
      boolean looksBack,
      UsageEvent event) {

    LoggedEntry logged(OrganizationId organization, JournalId journalId) {
      return new LoggedEntry(
          journalId, new Entry(organization, new Position(offset), part, event), recordedAt);
    }
  }

  /** Without attribution, which stands in the columns. */
  private record Row(Kept kept, long[] axes, Long[] tags) {
    Kept named(Map<Long, String> names) {
      return new Kept(
          kept.journal,
          kept.offset,
          kept.part,
          kept.time,
          kept.recordedAt,
          kept.isCurrent,
          kept.looksBack,
          kept.event.with(attribution(names)));
    }

    private Attribution attribution(Map<Long, String> names) {
      SortedMap<String, String> named = new TreeMap<>();
      for (Long id : tags) {
        String tag = names.getOrDefault(id, "");
        int equals = tag.indexOf('=');
        if (equals > 0) {
          named.put(tag.substring(0, equals), tag.substring(equals + 1));
        }
      }
      return new Attribution(
          names.get(axes[0]),
          names.get(axes[1]),
          names.get(axes[2]),
          names.get(axes[3]),
          names.get(axes[4]),
          names.get(axes[5]),
          names.get(axes[6]),
          named);
    }
  }

  /** Reads all that is left of the result. */
  public static List<Kept> read(Connection connection, OrganizationId organization, ResultSet found)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    while (found.next()) {
      long[] axes = new long[AXES];
      for (int axis = 0; axis < AXES; axis++) {
        axes[axis] = found.getLong(FIRST_AXIS + axis);
        ids.add(axes[axis]);
      }
      Long[] tags = (Long[]) found.getArray(FIRST_AXIS + AXES).getArray();
      ids.addAll(List.of(tags));
      Kept kept =
          new Kept(
              found.getInt(1),
              found.getLong(2),
              Entry.Part.of(found.getInt(3)),
              DatabaseTime.read(found, 4),
              DatabaseTime.read(found, FIRST_AXIS + AXES + 1),
              found.getBoolean(FIRST_AXIS + AXES + 2),
              found.getBoolean(FIRST_AXIS + AXES + 3),
              EventJson.read(found.getString(5).getBytes(StandardCharsets.UTF_8)));
      rows.add(new Row(kept, axes, tags));
    }
    Map<Long, String> names = names(connection, organization, ids);
    return rows.stream().map(row -> row.named(names)).toList();
  }

  /** Values by id; {@link Names#NOT_TOLD} has none. */
  public static Map<Long, String> names(
      Connection connection, OrganizationId organization, Collection<Long> ids)
      throws SQLException {
    Map<Long, String> names = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id, value from dictionary where organization_id = ? and id = any (?)")) {
      statement.setObject(1, organization.value());
      Arrays.set(connection, statement, 2, "int8", ids.toArray());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.put(rows.getLong(1), rows.getString(2));
        }
      }
    }
    return names;
  }

  /** The id of a value; null where the organization has never told it. */
  public static @Nullable Long id(
      Connection connection, OrganizationId organization, Axis axis, String value)
      throws SQLException {
    if (value.isEmpty()) {
      return Names.NOT_TOLD;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id from dictionary where organization_id = ? and axis = ? and value = ?")) {
      statement.setObject(1, organization.value());
      statement.setString(2, axis.wire());
      statement.setString(3, PlainText.of(value));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : null;
      }
    }
  }
}
