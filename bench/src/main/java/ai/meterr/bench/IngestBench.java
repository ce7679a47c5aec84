package ai.meterr.bench;

import ai.meterr.bench.CopyPeer.Copied;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Tailer;
import ai.meterr.ledger.TailerLimits;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.Journal.Completion;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The ledger at its own maximum: senders hand batches to the journal, wait until they are on disk
 * and then until they are in the rollups, as {@code POST /api/v1/events} does. Beside it a plain
 * {@code COPY} of the same rows. All of it, the senders too, shares this machine.
 */
@Command(
    name = "ingest",
    description = {
      "Brings events through the journal into raw log and rollups of an embedded PostgreSQL, in",
      "batches that wait for both, beside a plain COPY of the same rows."
    },
    mixinStandardHelpOptions = true)
final class IngestBench implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int COPIED_MAX = 200_000;
  private static final int COPY_ROUNDS = 3;

  @Option(names = "--seconds", description = "measured (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      description =
          "seconds before that, in which names and series come (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds = 30;

  @Option(names = "--senders", description = "at once (default: ${DEFAULT-VALUE})")
  private int senders = 16;

  @Option(names = "--batch", description = "events (default: ${DEFAULT-VALUE})")
  private int batch = 1_000;

  @Option(names = "--verify", description = "then compares all rollups with the raw log")
  private boolean verify;

  private record Ledger(FileJournal journal, Tailer tailer, OrganizationId organization) {}

  /** One batch, and how long it took until it was in the rollups. */
  private record Brought(int events, long tookNanos) {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException, SQLException {
    Path folder = Files.createTempDirectory("meterr-bench");
    InstantSource clock = InstantSource.system();
    DatabaseSettings settings = new DatabaseSettings(folder.resolve("data"), null, null);
    try (PostgresStore store = PostgresStore.open(settings, clock, new SecureRandom());
        FileJournal journal =
            FileJournal.open(folder.resolve("journal"), Sync.DISK, Duration.ofHours(1), clock);
        Tailer tailer = Tailer.start(journal, store.ledgerStore(), TailerLimits.USUAL, clock)) {
      OrganizationId organization =
          store.organizations().create("Bench", ZoneId.of("Europe/Paris"), CurrencyCode.USD);
      measure(new Ledger(journal, tailer, organization), settings.data(), clock);
      compare(settings.data(), folder);
      return verify ? verified(store) : 0;
    }
  }

  private void measure(Ledger ledger, Path data, InstantSource clock)
      throws IOException, InterruptedException, ExecutionException {
    OptionalLong database =
        OptionalLong.of(
            Long.parseLong(
                Files.readAllLines(data.resolve("postgresql/data/postmaster.pid"))
                    .getFirst()
                    .strip()));
    OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
    System.out.printf(
        "%d cores; Java %s; %d senders, batches of %d%n%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), senders, batch);
    bring(ledger, clock, warmUpSeconds, "warm");
    long databaseBefore = CpuTime.microsOfTree(database);
    long selfBefore = CpuTime.micros(self.getAsLong());
    long begun = System.nanoTime();
    List<Brought> brought = bring(ledger, clock, seconds, "measured");
    double took = (System.nanoTime() - begun) / 1e9;
    long events = brought.stream().mapToLong(Brought::events).sum();
    System.out.println("| | events/s | p50 ms | p99 ms | Java µs/event | PostgreSQL µs/event |");
    System.out.println("|---|--:|--:|--:|--:|--:|");
    System.out.printf(
        Locale.ROOT,
        "| journal, ledger, rollups | %.0f | %.0f | %.0f | %.1f | %.1f |%n",
        events / took,
        percentile(brought, 50),
        percentile(brought, 99),
        (double) (CpuTime.micros(self.getAsLong()) - selfBefore) / events,
        (double) (CpuTime.microsOfTree(database) - databaseBefore) / events);
  }

  private List<Brought> bring(Ledger ledger, InstantSource clock, int seconds, String name)
      throws InterruptedException, ExecutionException {
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    List<Brought> brought = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
      List<Future<List<Brought>>> all = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        IngestTraffic traffic = new IngestTraffic(name + i, i, clock);
        all.add(threads.submit(() -> send(ledger, traffic, until)));
      }
      for (Future<List<Brought>> one : all) {
        brought.addAll(one.get());
      }
    }
    return brought;
  }

  private List<Brought> send(Ledger ledger, IngestTraffic traffic, long until)
      throws InterruptedException, ExecutionException {
    List<Brought> brought = new ArrayList<>();
    while (System.nanoTime() < until) {
      List<UsageEvent> events = traffic.next(batch);
      long begun = System.nanoTime();
      Position end = append(ledger, events).get();
      if (!ledger.tailer.awaitApplied(end, PATIENCE)) {
        throw new IllegalStateException("the ledger did not come: " + ledger.tailer.lag());
      }
      brought.add(new Brought(events.size(), System.nanoTime() - begun));
    }
    return brought;
  }

  /** Completes when all of them are on disk. */
  private static CompletableFuture<Position> append(Ledger ledger, List<UsageEvent> events) {
    CompletableFuture<Position> last = new CompletableFuture<>();
    for (UsageEvent event : events) {
      boolean isLast = event == events.getLast();
      ledger.journal.append(
          new JournalRecord.Close(ledger.organization, event),
          new Completion() {
            @Override
            public void durable(Position end) {
              if (isLast) {
                last.complete(end);
              }
            }

            @Override
            public void refused(String why) {
              last.completeExceptionally(new IllegalStateException(why));
            }
          });
    }
    return last;
  }

  private static double percentile(List<Brought> brought, int percent) {
    long[] sorted = brought.stream().mapToLong(Brought::tookNanos).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) * percent / 100] / 1e6;
  }

  private static void compare(Path data, Path folder) throws IOException, SQLException {
    Server server = EmbeddedPostgres.runningIn(data).orElseThrow();
    try (CopyPeer peer = CopyPeer.of(server, folder, COPIED_MAX)) {
      double[] perSecond = new double[COPY_ROUNDS];
      for (int i = 0; i < COPY_ROUNDS; i++) {
        Copied copied = peer.copy();
        perSecond[i] = copied.rows() / (copied.took().toNanos() / 1e9);
      }
      Arrays.sort(perSecond);
      System.out.printf(
          Locale.ROOT,
          "| COPY of the same rows, indexes too | %.0f | | | | |%n%n",
          perSecond[COPY_ROUNDS / 2]);
      System.out.println("rows: " + String.join(", ", peer.counts()));
    }
  }

  private static int verified(PostgresStore store) {
    var result = store.rollupCheck().check();
    System.out.printf(
        "verify: %d entries, %d differences%n", result.entries(), result.differences().size());
    return result.isClean() ? 0 : 1;
  }
}
