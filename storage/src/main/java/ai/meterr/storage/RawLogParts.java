package ai.meterr.storage;

import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.dynamodb.DynamoRawLog;
import ai.meterr.storage.ledger.Dictionary;
import ai.meterr.storage.ledger.EntriesElsewhere;
import ai.meterr.storage.ledger.EntrySource;
import ai.meterr.storage.ledger.PostgresOutbox;
import ai.meterr.storage.ledger.RawDays;
import ai.meterr.storage.reports.PostgresRawLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The raw log and what goes with it, by where single entries are kept. */
sealed interface RawLogParts extends AutoCloseable {
  /** As {@code METERR_RAW_LOG} says it. */
  String store();

  RawLog rawLog();

  EntrySource source();

  /** Lets go of what PostgreSQL need not keep because it stands elsewhere. */
  void keepHouse();

  @Override
  void close();

  record InPostgres(RawLog rawLog, EntrySource source) implements RawLogParts {
    @Override
    public String store() {
      return "postgresql";
    }

    @Override
    public void keepHouse() {}

    @Override
    public void close() {}
  }

  record InDynamoDb(DynamoRawLog rawLog, EntrySource source, PostgresOutbox outbox)
      implements RawLogParts {
    @Override
    public String store() {
      return "dynamodb";
    }

    @Override
    public void keepHouse() {
      int forgotten;
      do {
        forgotten = outbox.forget(PostgresOutbox.KEPT);
      } while (forgotten > 0);
    }

    @Override
    public void close() {
      rawLog.close();
    }
  }

  /**
   * @throws CannotStart where it cannot be used, with what to do
   */
  static RawLogParts of(
      RawLogPlace place, Database database, InstantSource clock, RandomGenerator random) {
    return switch (place) {
      case RawLogPlace.InPostgres here ->
          new InPostgres(
              new PostgresRawLog(database.tenancy()), new EntrySource.InTheSameDatabase());
      case RawLogPlace.InDynamoDb there -> {
        RawDays kept = new RawDays(database);
        DynamoRawLog dynamoDb =
            DynamoRawLog.open(there.endpoint(), new Dictionary(database), kept, clock, random);
        yield new InDynamoDb(
            dynamoDb, new EntriesElsewhere(dynamoDb, kept, clock), new PostgresOutbox(database));
      }
    };
  }

  /**
   * Entries of one database are in one place: what was written before would be missed.
   *
   * @throws CannotStart where they are in another one since the first start
   */
  default void requireSamePlace(Database database) {
    String store = store();
    String chosen =
        database.asLedger(
            "reading where entries are kept",
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "insert into raw_log (store) values (?) on conflict do nothing")) {
                insert.setString(1, store);
                insert.executeUpdate();
              }
              try (PreparedStatement select =
                      connection.prepareStatement("select store from raw_log");
                  ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
              }
            });
    if (!chosen.equals(store)) {
      throw new CannotStart(
          "METERR_RAW_LOG is "
              + store
              + ", but this database's entries are kept in "
              + chosen
              + " since its first start: set METERR_RAW_LOG="
              + chosen);
    }
  }
}
