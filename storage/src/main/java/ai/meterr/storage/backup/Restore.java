package ai.meterr.storage.backup;

import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.MasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Fills an empty database from a backup: all of it in one transaction, or nothing. */
public final class Restore implements AutoCloseable {
  private final ZipFile file;
  private final Manifest manifest;

  private Restore(ZipFile file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  /**
   * Opens a file and checks whose it is.
   *
   * @throws CannotStart where it is no backup, or its secrets belong to another master key
   */
  public static Restore of(Path path, MasterKey master) {
    try {
      ZipFile file = new ZipFile(path.toFile());
      ZipEntry entry = file.getEntry(Manifest.ENTRY);
      if (entry == null) {
        file.close();
        throw Manifest.notABackup();
      }
      Manifest manifest;
      try (InputStream in = file.getInputStream(entry)) {
        manifest = Manifest.read(in.readAllBytes());
      }
      if (!manifest.masterKey().equals(master.fingerprint())) {
        file.close();
        throw new CannotStart(
            "the backup belongs to the master key with the fingerprint "
                + manifest.masterKey()
                + ", this one has "
                + master.fingerprint()
                + ": set METERR_MASTER_KEY, or put its file into METERR_DATA/keys");
      }
      return new Restore(file, manifest);
    } catch (ZipException e) {
      throw Manifest.notABackup();
    } catch (IOException e) {
      throw new CannotStart("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  public Instant madeAt() {
    return manifest.madeAt();
  }

  /** The last migration that the database of the backup had: bring an empty one up to it first. */
  public String migration() {
    return manifest.migration();
  }

  /**
   * Fills a database that is at {@link #migration} and empty; returns how many rows.
   *
   * @throws CannotStart where it cannot be done; then nothing of it was
   */
  public long fill(Database database) {
    try (Connection connection = database.wholeDatabase()) {
      connection.setAutoCommit(false);
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (Table table : manifest.tables()) {
        makePartitions(connection, table);
        fill(connection, copies, table);
        countOn(connection, table);
      }
      connection.commit();
      return manifest.totalRows();
    } catch (SQLException | IOException e) {
      throw new CannotStart("the backup could not be restored: " + e.getMessage(), e);
    }
  }

  private static void makePartitions(Connection connection, Table table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select ensure_partition(?, ?, ?::timestamptz, ?::timestamptz)")) {
      for (Table.Partition partition : table.partitions()) {
        statement.setString(1, table.name());
        statement.setString(2, partition.suffix());
        statement.setString(3, partition.since());
        statement.setString(4, partition.until());
        statement.execute();
      }
    }
  }

  /** Through a stage: nothing is copied straight into a table with row-level security. */
  private void fill(Connection connection, CopyManager copies, Table table)
      throws SQLException, IOException {
    ZipEntry entry = file.getEntry(Manifest.entryOf(table));
    if (entry == null) {
      throw Manifest.notABackup();
    }
    run(connection, "create temp table stage (like " + table.name() + ")");
    long rows;
    try (InputStream in = file.getInputStream(entry)) {
      rows = copies.copyIn("copy stage (" + table.columnList() + ") from stdin", in);
    }
    if (rows != manifest.rows().getOrDefault(table.name(), 0L)) {
      throw Manifest.notABackup();
    }
    run(
        connection,
        "insert into %s (%s) overriding system value select %s from stage"
            .formatted(table.name(), table.columnList(), table.columnList()));
    run(connection, "drop table stage");
  }

  private static void countOn(Connection connection, Table table) throws SQLException {
    for (String column : table.numbered(connection)) {
      run(
          connection,
          "select setval(pg_get_serial_sequence('meterr.%1$s', '%2$s'), max(%2$s)) from %1$s having max(%2$s) > 0"
              .formatted(table.name(), column));
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new CannotStart("closing the backup: " + e.getMessage(), e);
    }
  }
}
