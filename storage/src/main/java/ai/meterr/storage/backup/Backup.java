package ai.meterr.storage.backup;

import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.MasterKey;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes all tables, as they are at one moment, into one file, while nodes go on. The master key is
 * not in it, only its fingerprint: without the key, the provider keys in the file stay closed.
 */
public final class Backup {
  private final Database database;
  private final MasterKey master;
  private final InstantSource clock;

  public Backup(Database database, MasterKey master, InstantSource clock) {
    this.database = database;
    this.master = master;
    this.clock = clock;
  }

  /**
   * @param tables how many
   * @param rows of all tables
   */
  public record Made(int tables, long rows, long bytes) {}

  /**
   * Makes the file, for its owner only; a file of that name is replaced when all is written.
   *
   * @throws CannotStart where it cannot be made; then there is none
   */
  public Made write(Path file) {
    Path fresh = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Manifest manifest;
      try (OutputStream out = Files.newOutputStream(fresh)) {
        manifest = write(out);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new Made(manifest.tables().size(), manifest.totalRows(), Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private Manifest write(OutputStream out) throws IOException {
    try (Connection connection = database.wholeDatabase();
        ZipOutputStream zip = new ZipOutputStream(out)) {
      connection.setAutoCommit(false);
      // tables are compressed well enough by the fastest way
      zip.setLevel(Deflater.BEST_SPEED);
      run(connection, "set transaction isolation level repeatable read read only");
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      List<Table> tables = Table.all(connection);
      Map<String, Long> rows = new LinkedHashMap<>();
      for (Table table : tables) {
        zip.putNextEntry(new ZipEntry(Manifest.entryOf(table)));
        String query = "select " + table.columnList() + " from " + table.name();
        rows.put(table.name(), copies.copyOut("copy (" + query + ") to stdout", new KeptOpen(zip)));
        zip.closeEntry();
      }
      Manifest manifest =
          new Manifest(clock.instant(), database.migration(), master.fingerprint(), tables, rows);
      zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
      zip.write(manifest.write());
      zip.closeEntry();
      connection.rollback();
      return manifest;
    } catch (SQLException e) {
      throw new CannotStart("the backup failed: " + e.getMessage(), e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The driver closes what it has written to. */
  private static final class KeptOpen extends FilterOutputStream {
    KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {
      // the next table follows
    }
  }
}
