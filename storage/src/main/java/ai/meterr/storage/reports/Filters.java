package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.storage.ledger.PlainText;
import ai.meterr.storage.sealed.PackedLines;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Filters of a question: ids that an axis may have, words that the status may be. As conditions on
 * columns, and as a test of packed lines.
 *
 * @param statuses null: any
 */
record Filters(Map<Axis, Set<Long>> ids, @Nullable Set<String> statuses) {

  /** Values that the organization has never told are left out: nothing is filed under them. */
  static Filters of(
      Connection connection, OrganizationId organization, Map<Dimension, List<String>> filters)
      throws SQLException {
    Map<Axis, Set<Long>> ids = new EnumMap<>(Axis.class);
    Set<String> statuses = null;
    for (Map.Entry<Dimension, List<String>> filter : filters.entrySet()) {
      Axis axis = Axis.of(filter.getKey());
      if (axis == null) {
        statuses = Set.copyOf(filter.getValue());
      } else {
        Set<Long> allowed = new HashSet<>();
        for (String value : filter.getValue()) {
          Long id = EntryReader.id(connection, organization, axis, value);
          if (id != null) {
            allowed.add(id);
          }
          if (axis == Axis.MODEL && !value.isEmpty()) {
            allowed.addAll(snapshots(connection, organization, value));
          }
        }
        ids.put(axis, allowed);
      }
    }
    return new Filters(ids, statuses);
  }

  static String column(Axis axis) {
    return axis.wire() + "_id";
  }

  /**
   * A call that asks for {@code gpt-5-mini} is answered by {@code gpt-5-mini-2025-08-07}, and filed
   * under what answered: who filters by a model means its dated snapshots too. Nothing is summed
   * together by it: grouped by model, each keeps its name.
   */
  private static List<Long> snapshots(
      Connection connection, OrganizationId organization, String model) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select id from dictionary where organization_id = ? and axis = ?
            and starts_with(value, ? || '-')
            and substr(value, length(?) + 1) ~ '^-(20[0-9]{6}|20[0-9]{2}-[0-9]{2}-[0-9]{2})$'\
            """)) {
      statement.setObject(1, organization.value());
      statement.setString(2, Axis.MODEL.wire());
      statement.setString(3, PlainText.of(model));
      statement.setString(4, PlainText.of(model));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    }
    return ids;
  }

  /** Whether nothing at all can fit. */
  boolean isEmpty() {
    return ids.values().stream().anyMatch(Set::isEmpty);
  }

  /** On {@code e}; begins with {@code and} where there are any. */
  String conditions() {
    StringBuilder conditions = new StringBuilder();
    ids.forEach(
        (axis, allowed) -> {
          String column = "e." + column(axis);
          // an index keeps its order for one value alone, and may leave out what is not told
          conditions.append(" and ").append(column);
          conditions.append(allowed.size() == 1 ? " = ?" : " = any (?)");
          if (!allowed.contains(0L)) {
            conditions.append(" and ").append(column).append(" <> 0");
          }
        });
    if (statuses != null) {
      conditions.append(" and e.status = any (?)");
    }
    return conditions.toString();
  }

  /** Binds the conditions' parameters from an index on; returns the next one. */
  int bind(Connection connection, PreparedStatement statement, int index) throws SQLException {
    int next = index;
    for (Set<Long> allowed : ids.values()) {
      if (allowed.size() == 1) {
        statement.setLong(next++, allowed.iterator().next());
      } else {
        statement.setArray(next++, connection.createArrayOf("int8", allowed.toArray()));
      }
    }
    if (statuses != null) {
      statement.setArray(next++, connection.createArrayOf("text", statuses.toArray()));
    }
    return next;
  }

  /**
   * Whether the line that packed lines stand at fits.
   *
   * @param axes that they were packed with
   */
  Predicate<PackedLines> onLinesOf(List<Axis> axes) {
    int[] places = new int[ids.size()];
    long[][] allowed = new long[ids.size()][];
    int next = 0;
    for (Map.Entry<Axis, Set<Long>> filter : ids.entrySet()) {
      places[next] = axes.indexOf(filter.getKey());
      allowed[next++] = filter.getValue().stream().mapToLong(Long::longValue).sorted().toArray();
    }
    return lines -> {
      for (int i = 0; i < places.length; i++) {
        if (Arrays.binarySearch(allowed[i], lines.axis(places[i])) < 0) {
          return false;
        }
      }
      return statuses == null || statuses.contains(lines.statuses().get(lines.status()));
    };
  }
}
