package ai.meterr.bench.faults;

import ai.meterr.access.MeterrKey;
import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.FirstStart;
import ai.meterr.storage.ledger.RollupCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A database, nodes and a provider of its own; load; a fault; then quiet, and the judgement. The
 * seed decides what is called and what is broken when; how the processes' threads take it is theirs
 * alone, so the same seed tries the same thing again, not the same interleaving.
 */
final class Trial {
  private static final String KEY = "mtr_faults0123456789abcdefghijkl";
  private static final String MASTER_KEY = "the master key of the trials";
  private static final FirstStart FIRST_START =
      new FirstStart("Faults", "owner@example.com", "a password of the trials", new MeterrKey(KEY));

  /** Made once and copied: a schema takes longer than a trial may. */
  private static final String TEMPLATE = "meterr_faults_template";

  private static final int ANSWERS_BEFORE = 15;
  private static final int ANSWERS_AFTER = 30;

  /** How long ledger and journal may take to agree, on a machine that may be busy. */
  private static final Duration REST = Duration.ofSeconds(60);

  private static final int LOOK_MILLIS = 50;

  /**
   * What all trials of a run share.
   *
   * @param program what runs Meterr
   * @param folder for everything that is written
   */
  record House(Databases databases, List<String> program, Path folder) {
    /** Makes the database that each trial copies. */
    void prepare() throws SQLException {
      databases.drop(TEMPLATE);
      databases.create(TEMPLATE, null);
      try (PostgresStore store = open(TEMPLATE)) {
        store.organizations().firstStart(FIRST_START);
      }
    }

    private PostgresStore open(String database) {
      return PostgresStore.open(
          new DatabaseSettings(folder, databases.url(database), MASTER_KEY),
          Clock.systemUTC(),
          new SecureRandom());
    }

    void clear() throws SQLException {
      databases.drop(TEMPLATE);
    }
  }

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
        seen.made.size(),
        seen.taken.size(),
        seen.events.size(),
        seen.events.stream()
            .filter(event -> event.path("status").asString("").equals("interrupted"))
            .count(),
        seen.findings,
        (System.nanoTime() - begun) / 1e9);
  }

  private record Seen(
      List<Made> made, List<Logged> taken, List<JsonNode> events, Findings findings) {
    static Seen brokenOff(Exception why) {
      return new Seen(
          List.of(),
          List.of(),
          List.of(),
          new Findings(List.of(), List.of(), List.of("the trial broke off: " + why), List.of()));
    }
  }

  private Seen inDatabase() throws IOException, SQLException, InterruptedException {
    Files.createDirectories(folder);
    house.databases.drop(database);
    house.databases.create(database, TEMPLATE);
    try {
      return onDisk();
    } finally {
      house.databases.ensureRunning();
      house.databases.drop(database);
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
                house.databases,
                database,
                disk,
                new Load(KEY, seed),
                new SplittableRandom(seed));
        MeterrApi api = new MeterrApi(KEY)) {
      scene.begin();
      scene.awaitAnswers(ANSWERS_BEFORE);
      fault.strike(scene);
      scene.awaitAnswers(ANSWERS_AFTER);
      scene.pause(0, 300);
      List<Made> made = scene.load().stop();
      List<Logged> taken = Logged.read(log);
      awaitRest(scene, api, taken);
      URI any = scene.addresses().getFirst();
      List<JsonNode> events = api.events(any);
      Findings judged = Judge.judge(made, taken, events, api.total(any), scene.nodesDied());
      terminate(scene);
      return new Seen(
          made,
          taken,
          events,
          new Findings(
              judged.lost(),
              judged.doubled(),
              joined(judged.wrong(), scene.complaints()),
              verify(events.size())));
    }
  }

  private static List<String> joined(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private List<Node> nodes(URI provider) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (int number = 0; number < fault.nodes(); number++) {
      Path data = Files.createDirectories(folder.resolve(String.valueOf(number)));
      nodes.add(new Node(house.program, data, environment(data, provider)));
    }
    return nodes;
  }

  private Map<String, String> environment(Path data, URI provider) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("METERR_DATA", data.toString());
    environment.put("METERR_PORT", "0");
    environment.put("METERR_DATABASE_URL", house.databases.url(database));
    environment.put("METERR_MASTER_KEY", MASTER_KEY);
    for (String name : List.of("OPENAI", "ANTHROPIC", "GEMINI")) {
      environment.put("METERR_" + name + "_BASE_URL", provider.toString());
      environment.put("METERR_" + name + "_API_KEY", "sk-of-the-trials");
    }
    return environment;
  }

  /**
   * Waits until no node has anything left to do and every call that the provider took has an event.
   * Where that does not come to pass, the judgement says what is missing.
   */
  private void awaitRest(Scene scene, MeterrApi api, List<Logged> taken)
      throws InterruptedException {
    Set<String> expected = new HashSet<>();
    taken.forEach(one -> expected.add(one.call()));
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
