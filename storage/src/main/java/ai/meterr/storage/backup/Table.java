package ai.meterr.storage.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of the schema as the catalog tells it.
 *
 * @param columns those that are stored, in the table's order
 * @param partitions made on demand; empty where the table has none
 */
record Table(String name, List<String> columns, List<Partition> partitions) {
  private static final String BOOKKEEPING = "migrations";

  Table {
    columns = List.copyOf(columns);
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition, as {@code ensure_partition} wants it.
   *
   * @param suffix behind the table's name and an underscore
   * @param since timestamptz, included
   * @param until timestamptz, excluded
   */
  record Partition(String suffix, String since, String until) {
    String text() {
      return suffix + " " + since.replace(' ', 'T') + " " + until.replace(' ', 'T');
    }

    static Partition parse(String text) {
      String[] parts = text.split(" ", 3);
      return new Partition(parts[0], parts[1], parts[2]);
    }
  }

  /** All tables, each after those that it refers to. */
  static List<Table> all(Connection connection) throws SQLException {
    Map<String, List<String>> refersTo = new LinkedHashMap<>();
    for (String name :
        texts(
            connection,
            """
            select c.relname from pg_class c where c.relnamespace = 'meterr'::regnamespace
            and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '%s'
            order by c.relname\
            """
                .formatted(BOOKKEEPING))) {
      refersTo.put(
          name,
          texts(
              connection,
              """
              select distinct confrelid::regclass::text from pg_constraint
              where contype = 'f' and conrelid = '%s'::regclass and confrelid <> conrelid\
              """
                  .formatted("meterr." + name)));
    }
    List<Table> tables = new ArrayList<>();
    while (!refersTo.isEmpty()) {
      String next =
          refersTo.entrySet().stream()
              .filter(table -> table.getValue().stream().noneMatch(refersTo::containsKey))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("tables refer to each other in a ring"));
      refersTo.remove(next);
      tables.add(new Table(next, columns(connection, next), partitions(connection, next)));
    }
    return tables;
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    return texts(
        connection,
        """
        select attname from pg_attribute where attrelid = 'meterr.%s'::regclass and attnum > 0
        and not attisdropped and attgenerated = '' order by attnum\
        """
            .formatted(table));
  }

  private static List<Partition> partitions(Connection connection, String table)
      throws SQLException {
    List<Partition> partitions = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select substr(c.relname, length(?) + 2), bound[1], bound[2]
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            cross join regexp_match(pg_get_expr(c.relpartbound, c.oid),
              'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') as bound
            where i.inhparent = ('meterr.' || ?)::regclass and bound is not null order by 1\
            """)) {
      statement.setString(1, table);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          partitions.add(new Partition(rows.getString(1), rows.getString(2), rows.getString(3)));
        }
      }
    }
    return partitions;
  }

  /** Columns that take their values from a sequence. */
  List<String> numbered(Connection connection) throws SQLException {
    return texts(
        connection,
        "select attname from pg_attribute where attrelid = 'meterr.%s'::regclass and attidentity <> ''"
            .formatted(name));
  }

  String columnList() {
    return String.join(", ", columns);
  }

  static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
