package ai.meterr.storage.ledger;

import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.storage.database.Work;
import ai.meterr.tenancy.OrganizationId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches: names get their ids, partitions are made (both harmless if nothing follows),
 * then one transaction moves the offset, appends the entries and adds what Java has summed to the
 * rollups.
 *
 * <p>The journal's row is locked first and rows of rollups in the order of their keys, so that
 * nodes wait for each other and never in a circle.
 */
public final class PostgresLedgerStore implements LedgerStore {
  private static final Logger LOG = System.getLogger(PostgresLedgerStore.class.getName());

  /** A batch is prepared anew while connections are opened beside it; the pool is small. */
  private static final int ATTEMPTS = 10;

  private final Database database;
  private final InstantSource clock;
  private final Zones zones;
  private final Names names;
  private final SeriesBook series;
  private final Partitions partitions;
  private final Consumer<Set<OrganizationId>> grown;

  /** Whom this process has leased journals for. */
  private final Map<JournalId, UUID> holders = new ConcurrentHashMap<>();

  /**
   * @param grown is told after each commit whose ledgers have grown; must not block
   */
  public PostgresLedgerStore(
      Database database, InstantSource clock, Zones zones, Consumer<Set<OrganizationId>> grown) {
    this.database = database;
    this.clock = clock;
    this.zones = zones;
    this.names = new Names(database);
    this.series = new SeriesBook(database, names);
    this.partitions = new Partitions(database);
    this.grown = grown;
  }

  @Override
  public long lease(JournalId journal, long lastEpoch, UUID holder) {
    forget();
    return available(
        "leasing a journal",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  insert into journals as j (id, epoch, holder) values (?, ? + 1, ?)
                  on conflict (id) do update set epoch = excluded.epoch, holder = excluded.holder
                  where j.epoch < excluded.epoch
                  or (j.epoch = excluded.epoch and j.holder = excluded.holder)
                  returning epoch\
                  """)) {
            statement.setObject(1, journal.value());
            statement.setLong(2, lastEpoch);
            statement.setObject(3, holder);
            try (ResultSet row = statement.executeQuery()) {
              if (row.next()) {
                holders.put(journal, holder);
                return row.getLong(1);
              }
            }
          }
          throw new Fenced(
              "journal "
                  + journal
                  + ": its folder remembers epoch "
                  + lastEpoch
                  + ", the database knows a later one, or another holder of this one: the folder is"
                  + " a copy, or another process has taken it");
        });
  }

  @Override
  public Position applied(JournalId journal) {
    return available(
        "reading a journal's offset",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select ledger_offset from journals where id = ?")) {
            statement.setObject(1, journal.value());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? new Position(row.getLong(1)) : Position.START;
            }
          }
        });
  }

  @Override
  public List<Outcome> apply(Batch batch) {
    try {
      return counted(batch);
    } catch (RuntimeException e) {
      String why = Refusals.why(e);
      if (why == null) {
        throw e;
      }
      if (batch.arrivals().size() != 1) {
        throw new Refused(why, e);
      }
      putAside(batch, batch.arrivals().getFirst(), why);
      return List.of(Outcome.REFUSED);
    }
  }

  private void putAside(Batch batch, Arrival arrival, String why) {
    LOG.log(
        Level.ERROR,
        "an event of {0} can never be counted and is kept in the table refused: {1}",
        arrival.organization(),
        why);
    available(
        "putting an arrival aside",
        connection -> {
          Refusals.insert(connection, move(connection, batch), arrival, why);
          return null;
        });
  }

  private List<Outcome> counted(Batch batch) {
    for (int attempt = 1; !isApplied(batch); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new Unavailable(
            "applying a batch: connections come and go", new SQLException("unsteady", "08000"));
      }
    }
    return Collections.nCopies(batch.arrivals().size(), Outcome.COUNTED);
  }

  /** False where the batch must be prepared anew; then nothing of it was applied. */
  private boolean isApplied(Batch batch) {
    long connections = database.ledgerConnections();
    Set<OrganizationId> organizations = new HashSet<>();
    for (Arrival arrival : batch.arrivals()) {
      organizations.add(arrival.organization());
    }
    List<Entry> kept = batch.arrivals().stream().map(Entry::of).toList();
    EntryRows entries;
    RollupRows sums;
    try {
      Rollup rollup = new Rollup(zones, clock.instant()).addAll(kept);
      partitions.prepare(rollup.periods());
      entries = EntryRows.of(kept, names);
      sums = RollupRows.of(rollup, series);
    } catch (DatabaseFailed e) {
      throw new Unavailable("preparing a batch", e);
    }
    boolean applied =
        available(
            "applying a batch",
            connection -> {
              if (database.ledgerConnections() != connections) {
                return false;
              }
              int journal = move(connection, batch);
              entries.insert(connection, journal);
              sums.add(connection);
              return true;
            });
    if (!applied) {
      forget();
    } else if (!organizations.isEmpty()) {
      grown.accept(organizations);
    }
    return applied;
  }

  /** Moves the offset, if this process still holds the journal; returns the journal's number. */
  private int move(Connection connection, Batch batch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update journals set ledger_offset = ?, applied_at = now()
            where id = ? and epoch = ? and holder = ? and ledger_offset = ? returning number\
            """)) {
      statement.setLong(1, batch.to().bytes());
      statement.setObject(2, batch.journal().value());
      statement.setLong(3, batch.epoch());
      statement.setObject(4, holders.get(batch.journal()));
      statement.setLong(5, batch.from().bytes());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          return row.getInt(1);
        }
      }
    }
    throw whyNot(connection, batch);
  }

  private RuntimeException whyNot(Connection connection, Batch batch) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select epoch, ledger_offset, holder from journals where id = ?")) {
      statement.setObject(1, batch.journal().value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return new Fenced("journal " + batch.journal() + " was never leased");
        }
        long epoch = row.getLong(1);
        boolean ours = Objects.equals(row.getObject(3), holders.get(batch.journal()));
        return epoch != batch.epoch() || !ours
            ? new Fenced("journal " + batch.journal() + " is at epoch " + epoch + " of another")
            : new OutOfOrder(
                "journal "
                    + batch.journal()
                    + " was applied up to "
                    + row.getLong(2)
                    + ", the batch begins at "
                    + batch.from().bytes());
      }
    }
  }

  /**
   * Forgets every id. What is remembered was there when a batch was applied after it, and a
   * database that is where that batch left it has it still; a database that is somewhere else makes
   * whoever brings batches lease the journal again, and so come by here. Only between the
   * preparation of a batch and its transaction could a database be put back unseen: then a
   * connection is new.
   */
  private void forget() {
    names.forget();
    series.forget();
    partitions.forget();
    zones.forget();
  }

  private <T extends @Nullable Object> T available(String doing, Work<T> work) {
    try {
      return database.asLedger(doing, work);
    } catch (DatabaseFailed e) {
      throw new Unavailable(doing, e);
    }
  }
}
