package ai.meterr.bench.faults;

import ai.meterr.storage.embedded.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "faults",
    description = {
      "Breaks what Meterr stands on while it meters, and compares its ledger with the provider's"
          + " own",
      "log: nothing may be lost, doubled or different. Exits 1 where something is."
    },
    mixinStandardHelpOptions = true)
public final class FaultsBench implements Callable<Integer> {
  private static final int SHOWN_MAX = 10;
  private static final int CLEAN_UP_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      description = "of the first trial; the next have the next numbers (default: any)")
  private @Nullable Long seed;

  @Option(names = "--trials", description = "(default: ${DEFAULT-VALUE})")
  private int trials = 20;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      description =
          "kill, terminate, database-stop, connections-cut, disk-full, two-nodes, restore; by turns"
              + " (default: all that can be tried here)")
  private List<String> kinds = List.of();

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "a PostgreSQL that exists, of a role that may create databases; it is not stopped"
              + " (default: the embedded one)")
  private @Nullable String databaseUrl;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    // what pools and migrations have to say is not of the trials
    Logger.getLogger("").setLevel(Level.WARNING);
    CountDownLatch done = new CountDownLatch(1);
    Thread trying = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endEarly(trying, done)));
    try {
      return run() ? 0 : 1;
    } finally {
      done.countDown();
    }
  }

  /** Ctrl-C leaves no node, no database and no mounted disk behind. */
  private static void endEarly(Thread trying, CountDownLatch done) {
    if (done.getCount() > 0) {
      trying.interrupt();
    }
    try {
      done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether no trial found anything. */
  private boolean run() throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("meterr-faults");
    PrintWriter out = spec.commandLine().getOut();
    List<Fault> faults = faults(folder, out);
    long first = seed == null ? new SecureRandom().nextInt(1, 1_000_000_000) : seed;
    List<Report> reports = new ArrayList<>();
    try (Databases databases = databases(folder);
        House house = House.prepare(databases, classPath(), folder)) {
      for (int i = 0; i < trials; i++) {
        Trial trial = new Trial(house, faults.get(i % faults.size()), first + i);
        Report report = trial.run();
        reports.add(report);
        print(report, trial, out);
      }
    }
    boolean clean = Summary.print(reports, out);
    if (clean) {
      Folders.delete(folder);
    }
    return clean;
  }

  private List<Fault> faults(Path folder, PrintWriter out)
      throws IOException, InterruptedException {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      boolean named = kinds.contains(fault.toString());
      if (!named && !kinds.isEmpty()) {
        continue;
      }
      String obstacle = fault.obstacle(databaseUrl == null, folder);
      if (obstacle == null) {
        faults.add(fault);
      } else if (named) {
        throw new ParameterException(spec.commandLine(), fault + ": " + obstacle);
      } else {
        out.println("without " + fault + ": " + obstacle);
      }
    }
    if (faults.size() < kinds.size()) {
      throw new ParameterException(spec.commandLine(), "an unknown kind in " + kinds);
    }
    return faults;
  }

  private Databases databases(Path folder) {
    return databaseUrl == null
        ? Databases.of(Cluster.start(folder.resolve("database"), new SecureRandom()))
        : Databases.at(databaseUrl);
  }

  private static String classPath() {
    return Path.of(System.getProperty("meterr.home", "."), "app", "target", "lib") + "/*";
  }

  private static void print(Report report, Trial trial, PrintWriter out) throws IOException {
    out.println(report.line());
    if (report.findings().isClean()) {
      Folders.delete(trial.folder());
    } else {
      report.findings().all().limit(SHOWN_MAX).forEach(finding -> out.println("  " + finding));
      Path all = trial.folder().resolve("findings.txt");
      Files.write(all, report.findings().all().toList());
      out.printf(
          Locale.ROOT,
          "  all findings and what nodes and provider wrote: %s%n  again: ./meterr bench faults"
              + " --seed %d --kinds %s --trials 1%n",
          trial.folder(),
          report.seed(),
          report.fault());
    }
    out.flush();
  }
}
