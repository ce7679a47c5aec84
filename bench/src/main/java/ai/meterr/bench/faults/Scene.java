package ai.meterr.bench.faults;

import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a {@link Fault} can lay its hands on: nodes, their database, their disk, the load. */
final class Scene implements AutoCloseable {
  private static final long PATIENCE_NANOS = 90_000_000_000L;
  private static final int LOOK_MILLIS = 20;

  private final List<Node> nodes;
  private final Databases databases;
  private final String database;
  private final @Nullable SmallDisk smallDisk;
  private final Load load;
  private final SplittableRandom random;
  private final Map<Node, URI> addresses = new LinkedHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private boolean nodesDied;

  Scene(
      List<Node> nodes,
      Databases databases,
      String database,
      @Nullable SmallDisk smallDisk,
      Load load,
      SplittableRandom random) {
    this.nodes = List.copyOf(nodes);
    this.databases = databases;
    this.database = database;
    this.smallDisk = smallDisk;
    this.load = load;
    this.random = random;
  }

  /** Starts every node, then the load. */
  void begin() throws InterruptedException {
    nodes.forEach(Node::launch);
    for (Node node : nodes) {
      addresses.put(node, node.address());
    }
    load.goTo(addresses());
    load.start();
  }

  Node node() {
    return nodes.getFirst();
  }

  List<Node> nodes() {
    return nodes;
  }

  Databases databases() {
    return databases;
  }

  String database() {
    return database;
  }

  SmallDisk smallDisk() {
    return Objects.requireNonNull(smallDisk, "this trial has no small disk");
  }

  Load load() {
    return load;
  }

  SplittableRandom random() {
    return random;
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  /** Lets the load run for a time that the seed decides. */
  void pause(int millisMin, int millisMax) throws InterruptedException {
    Thread.sleep(random.nextInt(millisMin, millisMax + 1));
  }

  void kill(Node node) throws InterruptedException {
    nodesDied = true;
    node.kill();
  }

  /** Starts a node that has ended and lets the load know. */
  void start(Node node) throws InterruptedException {
    node.launch();
    addresses.put(node, node.address());
    load.goTo(addresses());
  }

  boolean nodesDied() {
    return nodesDied;
  }

  List<URI> addresses() {
    return List.copyOf(addresses.values());
  }

  /** Something that must not be. */
  void complain(String what) {
    complaints.add(what);
  }

  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Waits for what must come to pass soon; complains where it does not. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        complain("did not come to pass: " + what);
        return;
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Waits until so many more answers have reached their client whole. */
  void awaitAnswers(int more) throws InterruptedException {
    int until = load.whole() + more;
    await("calls are served (again)", () -> load.whole() >= until);
  }

  /** Waits until the ledger has so many more entries. */
  void awaitEntries(int more) throws InterruptedException, SQLException {
    long until = databases.entries(database) + more;
    await("the ledger grows (again)", () -> entries() >= until);
  }

  private long entries() {
    try {
      return databases.entries(database);
    } catch (SQLException notNow) {
      return 0;
    }
  }

  /** Leaves no process behind. */
  @Override
  public void close() {
    load.close();
    nodes.forEach(Node::close);
  }
}
