package ai.meterr.app;

import ai.meterr.access.ProviderCredentials;
import ai.meterr.app.config.Settings;
import ai.meterr.app.prices.PriceFiles;
import ai.meterr.control.ControlConfig;
import ai.meterr.control.ControlPlane;
import ai.meterr.control.LedgerLag;
import ai.meterr.control.Ports;
import ai.meterr.event.Booking;
import ai.meterr.event.EventId;
import ai.meterr.event.UuidV7;
import ai.meterr.gateway.Gateway;
import ai.meterr.gateway.GatewayConfig;
import ai.meterr.gateway.Readiness;
import ai.meterr.ledger.JournalIngest;
import ai.meterr.ledger.Lag;
import ai.meterr.ledger.Tailer;
import ai.meterr.ledger.TailerLimits;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.ledger.rawlog.SecondPass;
import ai.meterr.pricing.OrganizationBooks;
import ai.meterr.pricing.PriceBook;
import ai.meterr.providers.Providers;
import ai.meterr.proxy.ProxyConfig;
import ai.meterr.proxy.ProxyServer;
import ai.meterr.proxy.Upstream;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.snapshot.Standby;
import ai.meterr.tokens.chat.Counters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Who implements what, in one place. Each method makes one part of the house. */
final class Wiring {
  /** The control plane streams live events for an hour; nothing of it is slow to begin. */
  private static final Upstream.Limits CONTROL =
      new Upstream.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMinutes(70));

  /** How long whoever reports events waits for the ledger. */
  private static final Duration INGEST_MAX = Duration.ofSeconds(10);

  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  /** Reading it takes about as long as starting a database, so both are done at once. */
  private final CompletableFuture<PriceBook> prices =
      CompletableFuture.supplyAsync(PriceFiles::load);

  Wiring(Settings settings) {
    this.settings = settings;
  }

  Clock clock() {
    return clock;
  }

  FileJournal journal() {
    Sync sync =
        switch (settings.sync()) {
          case OS -> Sync.OS;
          case DISK -> Sync.DISK;
        };
    return FileJournal.open(
        settings.data().resolve("journal"), sync, settings.journalKeep(), clock);
  }

  PostgresStore store() {
    return PostgresStore.open(settings.database(), settings.staleMax(), clock, random);
  }

  /** Its end is the journal's business too: a segment stays until both passes are past it. */
  Optional<SecondPass> secondPass(FileJournal journal, PostgresStore store) {
    Optional<SecondPass> pass = store.startSecondPass(journal.id());
    pass.ifPresent(started -> journal.alsoNeededFrom(started::logged));
    return pass;
  }

  Tailer tailer(FileJournal journal, PostgresStore store) {
    return Tailer.start(journal, store.ledgerStore(), TailerLimits.USUAL, clock);
  }

  /** By list prices. */
  Booking booking() {
    return new Booking(prices.join());
  }

  /** Each organization's own prices over the list's. */
  OrganizationBooks books(PostgresStore store) {
    return new OrganizationBooks(prices.join(), store.ownPrices());
  }

  ControlPlane control(
      ControlConfig.Listen listen,
      FileJournal journal,
      PostgresStore store,
      Tailer tailer,
      Optional<SecondPass> secondPass,
      OrganizationBooks books) {
    UuidV7 eventIds = new UuidV7(clock, random);
    return ControlPlane.start(
        new ControlConfig(listen, Version.current().text(), settings.publicUrl()),
        new Ports(
            store.reports(),
            store.liveSignal(),
            store.people(),
            store.keys(),
            store.zones(),
            () -> Optional.of(lagOf(tailer.lag())),
            () -> secondPass.map(pass -> lagOf(pass.lag())),
            clock,
            UUID::randomUUID,
            new JournalIngest(journal, tailer, INGEST_MAX),
            books,
            books.list(),
            store.priceKeeping(),
            () -> new EventId(eventIds.next().toString()),
            Counters.bundled()));
  }

  private static LedgerLag lagOf(Lag lag) {
    return new LedgerLag(lag.age(), lag.bytes());
  }

  Gateway gateway(
      ControlSocket control,
      ControlPlane controlPlane,
      Providers providers,
      FileJournal journal,
      Tailer tailer,
      PostgresStore store,
      OrganizationBooks books,
      ExecutorService blocking) {
    Upstream toControl = control.upstream(controlPlane.address(), CONTROL);
    Map<String, String> secret = control.secretHeaders();
    ProviderCredentials credentials = store.credentials();
    return new Gateway(
        new GatewayConfig(
            settings.bases(),
            settings.keys(),
            settings.tokenEndpoint(),
            toControl,
            secret,
            settings::trusts,
            settings.tls() != null,
            Upstream.Limits.PROVIDER),
        providers,
        store.keys(),
        credentials,
        journal,
        books,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        () -> readiness(journal, tailer, store),
        new UuidV7(clock, random),
        clock,
        System::nanoTime,
        blocking);
  }

  private static Readiness readiness(FileJournal journal, Tailer tailer, PostgresStore store) {
    Optional<String> failure = journal.failure();
    if (failure.isPresent()) {
      return new Readiness.NotReady("the journal takes no records: " + failure.get());
    }
    return switch (store.state()) {
      case Standby.State.TooLong(String what) -> new Readiness.NotReady(what);
      case Standby.State.Away(String what) -> new Readiness.Degraded(what);
      case Standby.State.Reached() -> {
        String trouble = tailer.lag().trouble();
        yield trouble == null ? new Readiness.Ready() : new Readiness.Degraded(trouble);
      }
    };
  }

  ProxyServer proxy(Gateway gateway) {
    ProxyConfig usual = ProxyConfig.on(settings.host(), settings.port());
    return ProxyServer.start(
        new ProxyConfig(
            usual.host(),
            usual.port(),
            usual.loops(),
            usual.headMax(),
            usual.uriMax(),
            usual.headTime(),
            usual.bodyIdle(),
            usual.keepAlive(),
            settings.bodyMemory(),
            tls()),
        gateway,
        gateway);
  }

  private ProxyConfig.@Nullable Tls tls() {
    Settings.TlsFiles files = settings.tls();
    return files == null ? null : new ProxyConfig.Tls(files.certificate(), files.key());
  }
}
