package ai.meterr.storage;

import ai.meterr.access.KeyDirectory;
import ai.meterr.access.People;
import ai.meterr.access.ProviderCredentials;
import ai.meterr.event.UuidV7;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.rawlog.SecondPass;
import ai.meterr.ledger.report.LiveSignal;
import ai.meterr.ledger.report.Reports;
import ai.meterr.pricing.OwnPrices;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.storage.access.Organizations;
import ai.meterr.storage.access.PostgresCredentials;
import ai.meterr.storage.access.PostgresKeys;
import ai.meterr.storage.access.PostgresPeople;
import ai.meterr.storage.backup.Backup;
import ai.meterr.storage.backup.Restore;
import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.storage.database.KeyFolder;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.storage.ledger.Days;
import ai.meterr.storage.ledger.LiveSignals;
import ai.meterr.storage.ledger.PostgresLedgerStore;
import ai.meterr.storage.ledger.Rebuild;
import ai.meterr.storage.ledger.RollupCheck;
import ai.meterr.storage.ledger.Zones;
import ai.meterr.storage.prices.PostgresPrices;
import ai.meterr.storage.reports.PostgresReports;
import ai.meterr.storage.reports.RememberedReports;
import ai.meterr.storage.retention.Forgetting;
import ai.meterr.storage.retention.Retention;
import ai.meterr.storage.snapshot.Asking;
import ai.meterr.storage.snapshot.Standby;
import ai.meterr.storage.snapshot.StandbyCredentials;
import ai.meterr.storage.snapshot.StandbyKeys;
import ai.meterr.storage.snapshot.StandbyPrices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Everything that PostgreSQL fills for the rest of Meterr: started, migrated, wired. */
public final class PostgresStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
  private static final int HOUSEKEEPING_MINUTES = 10;
  private static final int MERGING_SECONDS = 3;

  private final Reach reach;
  private final Database database;
  private final RawLogParts rawLog;
  private final InstantSource clock;
  private final Standby standby;
  private final Asking asking;
  private final MasterKey master;
  private final PostgresLedgerStore ledgerStore;
  private final Reports unremembered;
  private final Reports reports;
  private final KeyDirectory keys;
  private final ProviderCredentials credentials;
  private final PostgresPrices prices;
  private final OwnPrices standbyPrices;
  private final People people;
  private final Organizations organizations;
  private final LiveSignals liveSignals;
  private final Zones zones;
  private final Days days;
  private final RollupCheck rollupCheck;
  private final Rebuild rebuild;
  private final Backup backup;
  private final Retention retention;
  private final Forgetting forgetting;
  private final ScheduledExecutorService housekeeping =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("ledger-housekeeping-", 0).factory());

  private PostgresStore(
      Reach reach,
      Database database,
      RawLogParts rawLog,
      MasterKey master,
      Path data,
      Duration staleMax,
      InstantSource clock,
      SecureRandom random) {
    this.reach = reach;
    this.database = database;
    this.rawLog = rawLog;
    this.clock = clock;
    this.standby = new Standby(database, reach, data, master, staleMax, clock);
    this.asking = new Asking(standby);
    this.master = master;
    UuidV7 ids = new UuidV7(clock, random);
    this.zones = new Zones(database);
    this.liveSignals = new LiveSignals(database, standby::accessChanged, standby::doubt);
    this.ledgerStore =
        new PostgresLedgerStore(
            database, clock, zones, rawLog instanceof RawLogParts.InDynamoDb, liveSignals::grown);
    this.unremembered = new PostgresReports(database.tenancy(), rawLog.rawLog(), clock);
    this.reports = new RememberedReports(unremembered, clock);
    this.keys = new StandbyKeys(new PostgresKeys(database.tenancy()), standby, asking);
    this.credentials =
        new StandbyCredentials(
            new PostgresCredentials(database.tenancy(), master, ids), standby, asking);
    this.prices = new PostgresPrices(database.tenancy(), ids);
    this.standbyPrices = new StandbyPrices(prices, standby, asking);
    this.people = new PostgresPeople(database.tenancy(), clock, random);
    this.organizations = new Organizations(database, random, ids);
    this.days = new Days(database, clock);
    this.rollupCheck = new RollupCheck(database, zones, rawLog.source(), clock);
    this.rebuild = new Rebuild(database, rollupCheck, clock);
    this.backup = new Backup(database, master, clock);
    this.retention = new Retention(database, clock);
    this.forgetting = new Forgetting(database, clock);
  }

  /**
   * Starts the embedded PostgreSQL or reaches the external one, migrates it and begins its
   * housekeeping. Where it is away, calls are served from what the last process knew, and
   * everything else waits until the database is there.
   *
   * @param staleMax {@code METERR_STALE_MAX}: for how long that is served from
   * @throws ai.meterr.storage.database.CannotStart with one line that says what to do
   */
  public static PostgresStore open(
      DatabaseSettings settings, Duration staleMax, InstantSource clock, SecureRandom random) {
    MasterKey master =
        MasterKey.of(settings.masterKey(), new KeyFolder(settings.data().resolve("keys")), random);
    Database database = Database.awaited();
    PostgresStore store =
        new PostgresStore(
            new Reach(settings, database, master, random, null),
            database,
            RawLogParts.of(settings.rawLog(), database, clock, random),
            master,
            settings.data(),
            staleMax,
            clock,
            random);
    try {
      store.start();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** As above; a database that is away stops the start. */
  public static PostgresStore open(
      DatabaseSettings settings, InstantSource clock, SecureRandom random) {
    return open(settings, Duration.ZERO, clock, random);
  }

  /**
   * Joins the database of a Meterr that runs, or that does not run just now (then its embedded
   * server is started for as long as this is open). For commands: keeps no house, sends no signals.
   *
   * @throws ai.meterr.storage.database.CannotStart where there is none
   */
  public static PostgresStore join(
      DatabaseSettings settings, InstantSource clock, SecureRandom random) {
    KeyFolder keys = new KeyFolder(settings.data().resolve("keys"));
    String url = settings.url();
    Optional<Server> running =
        url == null ? EmbeddedPostgres.runningIn(settings.data()) : Optional.of(Server.parse(url));
    if (running.isEmpty() && !Files.isDirectory(settings.data().resolve("postgresql"))) {
      throw new CannotStart("there is no database in " + settings.data() + " (METERR_DATA)");
    }
    MasterKey master = MasterKey.known(settings.masterKey(), keys, random);
    EmbeddedPostgres embedded =
        running.isPresent() ? null : EmbeddedPostgres.start(settings.data(), random);
    try {
      Server server = embedded == null ? running.orElseThrow() : embedded.server();
      Database database = Database.join(server, master);
      RawLogParts rawLog = RawLogParts.of(settings.rawLog(), database, clock, random);
      rawLog.requireSamePlace(database);
      return new PostgresStore(
          new Reach(settings, database, master, random, embedded),
          database,
          rawLog,
          master,
          settings.data(),
          Duration.ZERO,
          clock,
          random);
    } catch (RuntimeException e) {
      if (embedded != null) {
        embedded.close();
      }
      throw e;
    }
  }

  /**
   * Fills the empty database of a data folder, or the one at the URL, from a backup.
   *
   * @return how many rows it had
   * @throws ai.meterr.storage.database.CannotStart where it cannot be done; then nothing is in it
   */
  public static long restore(DatabaseSettings settings, Path backup, SecureRandom random) {
    KeyFolder keys = new KeyFolder(settings.data().resolve("keys"));
    MasterKey master = MasterKey.known(settings.masterKey(), keys, random);
    try (Restore restore = Restore.of(backup, master)) {
      String url = settings.url();
      if (url != null) {
        return restore(Server.parse(url), master, restore);
      }
      try (EmbeddedPostgres embedded = EmbeddedPostgres.start(settings.data(), random)) {
        return restore(embedded.server(), master, restore);
      }
    }
  }

  private static long restore(Server server, MasterKey master, Restore restore) {
    try (Database database = Database.prepareEmpty(server, master, restore.migration())) {
      long rows = restore.fill(database);
      database.migrate();
      return rows;
    }
  }

  private void start() {
    standby.start();
    try {
      rawLog.requireSamePlace(database);
    } catch (DatabaseFailed away) {
      LOG.debug("where entries are kept is compared at the next start: {}", away.getMessage());
    }
    liveSignals.start();
    housekeeping.scheduleWithFixedDelay(
        () -> turn("housekeeping", Level.WARN, this::keepHouse),
        1,
        HOUSEKEEPING_MINUTES,
        TimeUnit.MINUTES);
    housekeeping.scheduleWithFixedDelay(
        () -> turn("merging", Level.DEBUG, days::mergeMany),
        MERGING_SECONDS,
        MERGING_SECONDS,
        TimeUnit.SECONDS);
  }

  /** One that throws would be the last of its schedule. */
  private static void turn(String doing, Level whileAway, Runnable work) {
    try {
      work.run();
    } catch (DatabaseFailed | LedgerStore.Unavailable e) {
      LOG.atLevel(whileAway).log("{} waits for its next turn: {}", doing, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} failed and is tried again in its next turn", doing, e);
    }
  }

  private void keepHouse() {
    days.makeDue();
    days.followZones();
    days.cut();
    days.dropOldMinutes();
    days.dropOldQuarters();
    retention.keep();
    forgetting.deleteLatecomers();
    ledgerStore.dropOldIdentities();
    rawLog.keepHouse();
  }

  /** Whether a master key was made just now: the start says so. */
  public boolean madeMasterKey() {
    return master.made();
  }

  public LedgerStore ledgerStore() {
    return ledgerStore;
  }

  /** Costly sums are told again for up to a minute. */
  public Reports reports() {
    return reports;
  }

  /** Every answer read anew: for who measures what reading costs. */
  public Reports unrememberedReports() {
    return unremembered;
  }

  public KeyDirectory keys() {
    return keys;
  }

  public ProviderCredentials credentials() {
    return credentials;
  }

  /** Organizations' own prices; while the database is away, those that were known last. */
  public OwnPrices ownPrices() {
    return standbyPrices;
  }

  public PriceKeeping priceKeeping() {
    return prices;
  }

  public People people() {
    return people;
  }

  public Organizations organizations() {
    return organizations;
  }

  public LiveSignal liveSignal() {
    return liveSignals;
  }

  /** Each organization's zone. */
  public Zones zones() {
    return zones;
  }

  /** Seals rollups that are due; the housekeeping does so every ten minutes. */
  public Days days() {
    return days;
  }

  /** Deletes raw entries that are due; the housekeeping does so every ten minutes. */
  public Retention retention() {
    return retention;
  }

  public Forgetting forgetting() {
    return forgetting;
  }

  public Backup backup() {
    return backup;
  }

  public RollupCheck rollupCheck() {
    return rollupCheck;
  }

  public Rebuild rebuild() {
    return rebuild;
  }

  /**
   * Begins to bring entries to where they are kept; empty where the ledger's transaction does.
   *
   * @param own this node's journal
   */
  public Optional<SecondPass> startSecondPass(JournalId own) {
    return switch (rawLog) {
      case RawLogParts.InPostgres here -> Optional.empty();
      case RawLogParts.InDynamoDb there ->
          Optional.of(
              SecondPass.start(there.outbox(), there.rawLog(), own, SecondPass.Pace.USUAL, clock));
    };
  }

  Database database() {
    return database;
  }

  /** How it stands with the database, for the operator. */
  public Standby.State state() {
    return standby.state();
  }

  /** Does something once the database is there: now, or when it is. */
  public void whenReached(Runnable work) {
    reach.whenReached(work);
  }

  /**
   * Stops housekeeping and signals, closes the raw log and the pools, then stops the embedded
   * server.
   */
  @Override
  public void close() {
    housekeeping.shutdownNow();
    liveSignals.close();
    asking.close();
    standby.close();
    rawLog.close();
    database.close();
    reach.close();
  }
}
