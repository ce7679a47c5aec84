package ai.meterr.bench.dashboards;

import ai.meterr.ledger.report.Reports;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks what a dashboard asks, ten at once, of rollups and raw entries in PostgreSQL. */
@Command(
    name = "dashboards",
    description = {
      "Makes a year of a large organization (200 models, 500 keys, 50 teams, 5,000 users) and asks",
      "what its dashboard asks, warm and after a restart of PostgreSQL."
    },
    mixinStandardHelpOptions = true)
public final class DashboardBench implements Callable<Integer> {
  private static final int AT_ONCE = 10;

  @Option(names = "--events", description = "in the rollups (default: ${DEFAULT-VALUE})")
  private long events = 100_000_000;

  @Option(names = "--raw", description = "entries in the raw log (default: ${DEFAULT-VALUE})")
  private long raw = 20_000_000;

  @Option(
      names = "--keep",
      description = "a folder to keep the database in; used again where it has one")
  private @Nullable Path keep;

  @Option(
      names = "--asks",
      description = "how often each question is asked (default: ${DEFAULT-VALUE})")
  private int asks = 40;

  @Option(names = "--only", description = "questions whose name holds this")
  private String only = "";

  @Override
  public Integer call() throws Exception {
    Path data = keep == null ? Files.createTempDirectory("meterr-dashboards") : keep;
    Path made = data.resolve("dashboards.made");
    if (!Files.exists(made)) {
      generate(data, made);
    }
    List<String> lines = Files.readAllLines(made);
    OrganizationId organization = new OrganizationId(UUID.fromString(lines.get(0)));
    Instant now = Instant.parse(lines.get(1));
    tellSizes(data, now);
    List<Question> questions =
        Question.all(organization, now).stream().filter(q -> q.name().contains(only)).toList();
    System.out.println("| question | rows | after a restart: p50 ms | p95 ms | warm: p50 | p95 |");
    System.out.println("|---|--:|--:|--:|--:|--:|");
    try (PostgresStore first = open(data, now)) {
      System.err.printf("%d days, weeks and months cut%n", first.days().cut());
      // the restart is PostgreSQL's: Meterr itself has run for a while
      for (Question question : questions) {
        times(first.unrememberedReports(), question, AT_ONCE);
      }
    }
    try (PostgresStore store = open(data, now)) {
      List<double[]> cold = new ArrayList<>();
      for (Question question : questions) {
        cold.add(times(store.unrememberedReports(), question, AT_ONCE));
      }
      for (int i = 0; i < questions.size(); i++) {
        double[] warm = times(store.unrememberedReports(), questions.get(i), asks);
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.0f | %.0f | %.0f | %.0f |%n",
            questions.get(i).name(),
            questions.get(i).ask().applyAsInt(store.unrememberedReports()),
            at(cold.get(i), 0.5),
            at(cold.get(i), 0.95),
            at(warm, 0.5),
            at(warm, 0.95));
      }
    }
    return 0;
  }

  private static PostgresStore open(Path data, Instant now) {
    return PostgresStore.open(
        new DatabaseSettings(data, null, null), InstantSource.fixed(now), new SecureRandom());
  }

  private void generate(Path data, Path made) throws Exception {
    Instant now = Instant.now();
    Files.createDirectories(data);
    try (PostgresStore store = open(data, now)) {
      OrganizationId organization =
          store.organizations().create("Large", Company.ZONE, CurrencyCode.USD);
      long begun = System.nanoTime();
      new History(new Superuser(data), organization, now).write(events, raw);
      System.err.printf("made in %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
      Files.writeString(made, organization + "\n" + now + "\n");
    }
  }

  private static void tellSizes(Path data, Instant now) throws SQLException, IOException {
    try (PostgresStore ignored = open(data, now);
        Connection connection = new Superuser(data).connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select regexp_replace(c.relname, '_[0-9]+$', '') as table,
                  sum(c.reltuples)::bigint, pg_size_pretty(sum(pg_total_relation_size(c.oid)))
                from pg_class c where c.relnamespace = 'meterr'::regnamespace and c.relkind = 'r'
                  and c.reltuples > 0 group by 1 order by 1\
                """)) {
      System.out.println("| table | rows | size |");
      System.out.println("|---|--:|--:|");
      while (rows.next()) {
        System.out.printf(
            "| %s | %,d | %s |%n", rows.getString(1), rows.getLong(2), rows.getString(3));
      }
      System.out.println();
    }
  }

  private static double[] times(Reports reports, Question question, int asks) throws Exception {
    try (ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Long>> asked = new ArrayList<>();
      for (int i = 0; i < asks; i++) {
        asked.add(
            askers.submit(
                () -> {
                  long begun = System.nanoTime();
                  var _ = question.ask().applyAsInt(reports);
                  return System.nanoTime() - begun;
                }));
      }
      double[] millis = new double[asks];
      for (int i = 0; i < asks; i++) {
        millis[i] = asked.get(i).get() / 1e6;
      }
      Arrays.sort(millis);
      return millis;
    }
  }

  private static double at(double[] sorted, double part) {
    return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
  }
}
