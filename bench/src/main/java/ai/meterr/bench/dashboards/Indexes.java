package ai.meterr.bench.dashboards;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The indexes of a table, away while it is filled; closing makes them again. */
final class Indexes implements AutoCloseable {
  private final Superuser superuser;
  private final List<String> made = new ArrayList<>();

  private Indexes(Superuser superuser) {
    this.superuser = superuser;
  }

  static Indexes without(Superuser superuser, String table) throws SQLException, IOException {
    Indexes indexes = new Indexes(superuser);
    try (Connection connection = superuser.connect();
        Statement statement = connection.createStatement();
        Statement dropping = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select i.indexrelid::regclass, pg_get_indexdef(i.indexrelid), c.conname,
                  pg_get_constraintdef(c.oid)
                from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
                where i.indrelid = '%s'::regclass\
                """
                    .formatted(table))) {
      while (rows.next()) {
        String constraint = rows.getString(3);
        if (constraint == null) {
          // of a partitioned table; its partitions shall have it too
          indexes.made.add(rows.getString(2).replace(" ON ONLY ", " ON "));
          dropping.execute("drop index " + rows.getString(1));
        } else {
          indexes.made.add("alter table %s add %s".formatted(table, rows.getString(4)));
          dropping.execute("alter table %s drop constraint %s".formatted(table, constraint));
        }
      }
    }
    return indexes;
  }

  @Override
  public void close() throws SQLException, IOException {
    try (Connection connection = superuser.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set maintenance_work_mem = '512MB'");
      for (String make : made) {
        statement.execute(make);
      }
    }
  }
}
