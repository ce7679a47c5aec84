package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.ledger.PlainText;
import ai.meterr.storage.ledger.RawLog;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Filters of a question as conditions on id columns, and their parameters. */
record Filters(String conditions, List<Parameter> parameters) {

  record Parameter(String type, Object[] values) {}

  /**
   * @param alias of the table that has the columns
   */
  static Filters of(
      Connection connection,
      OrganizationId organization,
      Map<Dimension, List<String>> filters,
      String alias)
      throws SQLException {
    StringBuilder conditions = new StringBuilder();
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<Dimension, List<String>> filter : filters.entrySet()) {
      Axis axis = Axis.of(filter.getKey());
      if (axis == null) {
        conditions.append(" and ").append(alias).append(".status = any (?)");
        parameters.add(new Parameter("text", filter.getValue().toArray()));
      } else {
        conditions.append(" and ").append(alias).append('.').append(column(axis));
        conditions.append(" = any (?)");
        parameters.add(
            new Parameter("int8", ids(connection, organization, axis, filter.getValue())));
      }
    }
    return new Filters(conditions.toString(), parameters);
  }

  static String column(Axis axis) {
    return axis.wire() + "_id";
  }

  /** Without those that the organization has never told: nothing is filed under them. */
  private static Object[] ids(
      Connection connection, OrganizationId organization, Axis axis, List<String> values)
      throws SQLException {
    Set<Long> ids = new TreeSet<>();
    for (String value : values) {
      Long id = RawLog.id(connection, organization, axis, value);
      if (id != null) {
        ids.add(id);
      }
      if (axis == Axis.MODEL && !value.isEmpty()) {
        ids.addAll(snapshots(connection, organization, value));
      }
    }
    return ids.toArray();
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

  /** Binds the parameters from an index on; returns the next one. */
  int bind(Connection connection, PreparedStatement statement, int index) throws SQLException {
    int next = index;
    for (Parameter parameter : parameters) {
      statement.setArray(next++, connection.createArrayOf(parameter.type(), parameter.values()));
    }
    return next;
  }
}
