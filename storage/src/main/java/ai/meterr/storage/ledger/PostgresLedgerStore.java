package ai.meterr.storage.ledger;

import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.identity.Reporter;
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
import java.time.Instant;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches: names get their ids, partitions are made (both harmless if nothing follows); one
 * transaction moves the offset, appends the entries and adds what Java has summed as increments.
 * Where others than the gateway report to an organization, the same transaction first finds out
 * which calls are known.
 *
 * <p>The journal's row is locked first, then the organizations ({@link Sources}) in the order of
 * their keys, so that nodes wait for each other and never in a circle.
 */
public final class PostgresLedgerStore implements LedgerStore {
  private static final Logger LOG = System.getLogger(PostgresLedgerStore.class.getName());

  /** A batch is prepared anew while connections are opened beside it; the pool is small. */
  private static final int ATTEMPTS = 10;

  private final Database database;
  private final InstantSource clock;
  private final Zones zones;
  private final boolean keptElsewhere;
  private final Names names;
  private final Partitions partitions;
  private final Sources sources = new Sources();
  private final Consumer<Set<OrganizationId>> grown;

  /** Whom this process has leased journals for. */
  private final Map<JournalId, UUID> holders = new ConcurrentHashMap<>();

  /**
   * @param keptElsewhere whether a second pass brings entries to a raw log outside of the database
   * @param grown is told after each commit whose ledgers have grown; must not block
   */
  public PostgresLedgerStore(
      Database database,
      InstantSource clock,
      Zones zones,
      boolean keptElsewhere,
      Consumer<Set<OrganizationId>> grown) {
    this.database = database;
    this.clock = clock;
    this.zones = zones;
    this.keptElsewhere = keptElsewhere;
    this.names = new Names(database);
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
    Set<OrganizationId> organizations = new HashSet<>();
    Set<OrganizationId> matched = new HashSet<>();
    for (Arrival arrival : batch.arrivals()) {
      organizations.add(arrival.organization());
      if (!Reporter.of(arrival).equals(Reporter.EXCHANGE)) {
        matched.add(arrival.organization());
      }
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      matched.addAll(sources.matchedAmong(organizations));
      try {
        List<Outcome> outcomes =
            matched.isEmpty() ? count(batch, organizations) : match(batch, organizations, matched);
        if (!organizations.isEmpty()) {
          grown.accept(organizations);
        }
        return outcomes;
      } catch (MoreSources found) {
        sources.remember(found.organizations);
      } catch (OtherConnections found) {
        forget();
      }
    }
    throw new Unavailable(
        "applying a batch: connections come and go", new SQLException("unsteady", "08000"));
  }

  /** Nobody but the gateway's exchanges reports to these organizations: every arrival counts. */
  private List<Outcome> count(Batch batch, Set<OrganizationId> organizations) {
    long connections = database.ledgerConnections();
    List<Entry> entries = batch.arrivals().stream().map(Entry::of).toList();
    Prepared prepared = available("preparing a batch", () -> prepare(entries));
    return available(
        "applying a batch",
        connection -> {
          requireSame(connections);
          int journal = move(connection, batch);
          Sources.lock(connection, organizations, Set.of());
          requireNoMore(Sources.of(connection, organizations).keySet());
          insert(connection, batch, journal, prepared);
          return Collections.nCopies(entries.size(), Outcome.COUNTED);
        });
  }

  private List<Outcome> match(
      Batch batch, Set<OrganizationId> organizations, Set<OrganizationId> matched) {
    long connections = database.ledgerConnections();
    Instant now = clock.instant();
    available(
        "preparing a batch",
        () -> {
          partitions.prepareSeen(now);
          return null;
        });
    List<Outcome> outcomes =
        available(
            "matching a batch",
            connection -> {
              int journal = move(connection, batch);
              Sources.lock(connection, organizations, matched);
              Map<OrganizationId, Set<Reporter>> known = Sources.of(connection, organizations);
              requireNoMore(without(matched, known.keySet()));
              BatchMatching matching =
                  BatchMatching.of(connection, batch.arrivals(), matched, known, journal, now);
              insert(connection, batch, journal, prepare(matching.entries()));
              matching.write(connection, now);
              requireSame(connections);
              return matching.outcomes();
            });
    sources.remember(matched);
    return outcomes;
  }

  private void insert(Connection connection, Batch batch, int journal, Prepared prepared)
      throws SQLException {
    prepared.rows.insert(connection, journal);
    if (keptElsewhere) {
      OutboxRows.insert(connection, journal, batch, prepared.entries);
    }
    prepared.increments.insert(connection);
  }

  /** Of a batch whose ids are given. */
  private record Prepared(List<Entry> entries, EntryRows rows, Increments increments) {}

  private Prepared prepare(List<Entry> kept) {
    Rollup rollup = new Rollup(zones, clock.instant()).addAll(kept);
    partitions.prepare(rollup.periods());
    NamesOfBatch ids = new NamesOfBatch();
    EntryRows.tell(kept, ids);
    Increments.tell(rollup, ids);
    ids.resolve(names);
    return new Prepared(kept, EntryRows.of(kept, ids), Increments.of(rollup, ids));
  }

  /** That somebody else reports to organizations that were taken for the gateway's alone. */
  private static final class MoreSources extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Set<OrganizationId> organizations;

    MoreSources(Set<OrganizationId> organizations) {
      super("more sources", null, false, false);
      this.organizations = organizations;
    }
  }

  private static Set<OrganizationId> without(
      Set<OrganizationId> some, Set<OrganizationId> organizations) {
    Set<OrganizationId> others = new HashSet<>(organizations);
    others.removeAll(some);
    return others;
  }

  /**
   * That a connection was opened since ids were asked for: in between the database may have been
   * put back to an older state, in which they mean something else.
   */
  private static final class OtherConnections extends RuntimeException {
    private static final long serialVersionUID = 1;

    OtherConnections() {
      super("other connections", null, false, false);
    }
  }

  private void requireSame(long connections) {
    if (database.ledgerConnections() != connections) {
      throw new OtherConnections();
    }
  }

  private static void requireNoMore(Set<OrganizationId> organizations) {
    if (!organizations.isEmpty()) {
      throw new MoreSources(organizations);
    }
  }

  /** Lets go of identities that are too old to be matched. */
  public void dropOldIdentities() {
    available(
        "dropping old identities", connection -> Identities.dropOld(connection, clock.instant()));
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
    partitions.forget();
    zones.forget();
    sources.forget();
  }

  private <T extends @Nullable Object> T available(String doing, Work<T> work) {
    return available(doing, () -> database.asLedger(doing, work));
  }

  private static <T extends @Nullable Object> T available(String doing, Supplier<T> work) {
    try {
      return work.get();
    } catch (DatabaseFailed e) {
      throw new Unavailable(doing, e);
    }
  }
}
