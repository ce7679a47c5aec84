package ai.meterr.bench.faults;

import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.ledger.RollupCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A database, nodes and a provider of its own; load; a fault; then quiet, and the judgement. The
 * seed decides what is called and what is broken when; how the processes' threads take it is theirs
 * alone, so the same seed tries the same thing again, not the same interleaving.
 */
final class Trial {
  private static final int ANSWERS_BEFORE = 15;
  private static final int ANSWERS_AFTER = 30;

  /** How long ledger and journal may take to agree, on a machine that may be busy. */
  private static final Duration REST = Duration.ofSeconds(150);

  private static final int LOOK_MILLIS = 50;

  private final House house;
  private final Fault fault;
  private final long seed;
  private final Path folder;
  private final String database;

  Trial(House house, Fault fault, long seed) {
    this.house = house;
    this.fault = fault;
    this.seed = seed;
    this.folder = house.folder().resolve(fault + "-" + seed);
    this.database = "meterr_faults_" + Long.toUnsignedString(seed);
  }

  /** What nodes and sandbox have written. */
  Path folder() {
    return folder;
  }

  @Override
  public String toString() {
    return fault + " " + seed;
  }

  /** Runs it to its end, whatever happens; a trial that breaks off is a finding. */
  Report run() throws InterruptedException {
    long begun = System.nanoTime();
    Seen seen;
    try {
      seen = inDatabase();
    } catch (IOException | SQLException | RuntimeException e) {
      seen = Seen.brokenOff(e);
    }
    return new Report(
        seed,
        fault,
        seen.done.made().size(),
        seen.done.reported().size(),
        seen.taken.size(),
        seen.events.size(),
        seen.events.stream()
            .filter(event -> event.path("status").asString("").equals("interrupted"))
            .count(),
        seen.findings,
        (System.nanoTime() - begun) / 1e9);
  }

  private record Seen(
      Load.Done done, List<Logged> taken, List<JsonNode> events, Findings findings) {
    static Seen brokenOff(Exception why) {
      return new Seen(
          new Load.Done(List.of(), List.of(), List.of()),
          List.of(),
          List.of(),
          new Findings(List.of(), List.of(), List.of("the trial broke off: " + why), List.of()));
    }
  }

  private Seen inDatabase() throws IOException, SQLException, InterruptedException {
    Files.createDirectories(folder);
    house.databases().drop(database);
    house.databases().create(database, House.TEMPLATE);
    try {
      return onDisk();
    } finally {
      house.databases().ensureRunning();
      house.databases().drop(database);
    }
  }

  private Seen onDisk() throws IOException, SQLException, InterruptedException {
    Path data = folder.resolve("0");
    if (!fault.needsSmallDisk()) {
      return withProvider(null);
    }
    try (SmallDisk disk = SmallDisk.mount(data.resolve("journal"))) {
      return withProvider(disk);
    }
  }

  private Seen withProvider(@Nullable SmallDisk disk)
      throws IOException, SQLException, InterruptedException {
    Path log = folder.resolve("provider.log");
    try (Sandbox sandbox = Sandbox.start(SandboxConfig.immediate(seed).withLog(log));
        Scene scene =
            new Scene(
                nodes(sandbox.address()),
                house.databases(),
                database,
                disk,
                new Load(House.KEY, seed),
                new SplittableRandom(seed));
        MeterrApi api = new MeterrApi(House.KEY)) {
      scene.begin();
      scene.awaitAnswers(ANSWERS_BEFORE);
      fault.strike(scene);
      scene.awaitAnswers(ANSWERS_AFTER);
      scene.pause(0, 300);
      Load.Done done = scene.load().stop();
      List<Logged> taken = Logged.read(log);
      awaitRest(scene, api, expected(done, taken));
      URI any = scene.addresses().getFirst();
      List<JsonNode> events = api.events(any);
      Findings judged =
          Judge.judge(
              done.made(), done.reported(), taken, events, api.total(any), scene.nodesDied());
      terminate(scene);
      return new Seen(
          done,
          taken,
          events,
          new Findings(
              judged.lost(),
              judged.doubled(),
              joined(judged.wrong(), scene.complaints(), done.complaints()),
              verify(events.size())));
    }
  }

  @SafeVarargs
  private static List<String> joined(List<String>... lists) {
    return Stream.of(lists).flatMap(List::stream).toList();
  }

  private static Set<String> expected(Load.Done done, List<Logged> taken) {
    Set<String> expected = new HashSet<>();
    taken.forEach(one -> expected.add(one.call()));
    done.reported().stream()
        .filter(Reported::acknowledged)
        .forEach(one -> expected.add(one.call()));
    return expected;
  }

  private List<Node> nodes(URI provider) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (int number = 0; number < fault.nodes(); number++) {
      Path data = Files.createDirectories(folder.resolve(String.valueOf(number)));
      nodes.add(house.node(data, database, provider));
    }
    return nodes;
  }

  /**
   * Waits until no node has anything left to do and every call that must have an event has one.
   * Where that does not come to pass, the judgement says what is missing.
   */
  private void awaitRest(Scene scene, MeterrApi api, Set<String> expected)
      throws InterruptedException {
    long begun = System.nanoTime();
    boolean rest = false;
    while (!rest && System.nanoTime() - begun < REST.toNanos()) {
      Thread.sleep(LOOK_MILLIS);
      rest = isAtRest(scene, api, expected);
    }
  }

  private static boolean isAtRest(Scene scene, MeterrApi api, Set<String> expected)
      throws InterruptedException {
    try {
      for (URI node : scene.addresses()) {
        if (!api.isAtRest(node)) {
          return false;
        }
      }
      Set<String> found = new HashSet<>();
      api.events(scene.addresses().getFirst()).forEach(event -> found.add(Judge.callOf(event)));
      return found.containsAll(expected);
    } catch (IOException notNow) {
      return false;
    }
  }

  private static void terminate(Scene scene) throws InterruptedException {
    for (Node node : scene.nodes()) {
      int status = node.terminate();
      if (status != 0) {
        scene.complain("at the end, SIGTERM ends a node with " + status);
      }
    }
  }

  /** Rollups against raw log, once nothing runs any more. */
  private List<String> verify(int events) {
    try (PostgresStore store = house.open(database)) {
      RollupCheck.Result result = store.rollupCheck().check();
      List<String> differences =
          new ArrayList<>(
              result.differences().stream()
                  .map(
                      one -> one.cell() + ": entries " + one.entries() + ", rollup " + one.rollup())
                  .toList());
      if (result.entries() != events) {
        differences.add(
            "the raw log has " + result.entries() + " entries, the API showed " + events);
      }
      return differences;
    }
  }
}
