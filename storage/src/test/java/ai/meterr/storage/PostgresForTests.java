package ai.meterr.storage;

import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.embedded.Folders;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One embedded PostgreSQL for all tests of a JVM, in a folder that goes with it. Tests make
 * organizations of their own, so that it need not be emptied between them.
 */
public final class PostgresForTests {
  public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  public static final SettableClock CLOCK = new SettableClock(NOW);
  public static final SecureRandom RANDOM = new SecureRandom();

  private static final Path DATA = newFolder();
  private static final PostgresStore STORE =
      PostgresStore.open(new DatabaseSettings(DATA, null, null), CLOCK, RANDOM);

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  STORE.close();
                  delete(DATA);
                }));
  }

  private PostgresForTests() {}

  public static PostgresStore store() {
    return STORE;
  }

  public static Database database() {
    return STORE.database();
  }

  public static OrganizationId newOrganization(String zone) {
    return STORE.organizations().create("Test", ZoneId.of(zone), CurrencyCode.USD);
  }

  public static OrganizationId newOrganization() {
    return newOrganization("UTC");
  }

  /** Beginnings of the days that are sealed of an organization. */
  public static List<Instant> sealedDays(OrganizationId organization) {
    return database()
        .asLedgerReading(
            "reading which days are sealed",
            connection -> {
              List<Instant> days = new ArrayList<>();
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select distinct starts from sealed_day where organization_id = ?")) {
                statement.setObject(1, organization.value());
                try (ResultSet rows = statement.executeQuery()) {
                  while (rows.next()) {
                    days.add(DatabaseTime.read(rows, 1));
                  }
                }
              }
              return days;
            });
  }

  /**
   * @param sql asks for a number; its parameter is the organization
   */
  public static int count(OrganizationId organization, String sql) {
    return database()
        .asLedger(
            "counting",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, organization.value());
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  return row.getInt(1);
                }
              }
            });
  }

  /**
   * Returns how many rows were changed.
   *
   * @param sql its parameter is the organization
   */
  public static int change(OrganizationId organization, String sql) {
    return database()
        .asLedger(
            "changing rollups",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, organization.value());
                return statement.executeUpdate();
              }
            });
  }

  /** A folder for one test's data, which it deletes. */
  public static Path newFolder() {
    try {
      return Files.createTempDirectory("meterr-storage-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpacking takes longer than any test: one copy is enough. */
  public static void shareProgramsWith(Path data) {
    try (Stream<Path> files = Files.list(DATA.resolve("postgresql"))) {
      Path home = Files.createDirectories(data.resolve("postgresql"));
      for (Path programs :
          files.filter(file -> file.getFileName().toString().startsWith("programs-")).toList()) {
        Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message of a start that must not work. */
  public static String whyNot(Runnable start) {
    try {
      start.run();
    } catch (CannotStart e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("it started");
  }
}
