package ai.meterr.bench.faults;

import ai.meterr.access.MeterrKey;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.FirstStart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all trials of a run share.
 *
 * @param program what runs Meterr
 * @param folder for everything that is written
 */
record House(Databases databases, List<String> program, Path folder) implements AutoCloseable {
  static final String KEY = "mtr_faults0123456789abcdefghijkl";

  /** A database that each trial copies: to make its schema takes longer than a trial may. */
  static final String TEMPLATE = "meterr_faults_template";

  private static final String MASTER_KEY = "the master key of the trials";
  private static final FirstStart FIRST_START =
      new FirstStart("Faults", "owner@example.com", "a password of the trials", new MeterrKey(KEY));

  /**
   * Makes what trials copy.
   *
   * @param classPath Meterr's, as Java wants it
   */
  static House prepare(Databases databases, String classPath, Path folder)
      throws IOException, SQLException, InterruptedException {
    databases.drop(TEMPLATE);
    databases.create(TEMPLATE, null);
    // classes read once and kept as they lie in memory: a node then starts in two thirds of the
    // time
    Path archive = folder.resolve("classes.jsa");
    House first =
        new House(
            databases, Node.program(classPath, "-XX:ArchiveClassesAtExit=" + archive), folder);
    try (PostgresStore store = first.open(TEMPLATE)) {
      store.organizations().firstStart(FIRST_START);
    }
    Path data = Files.createDirectories(folder.resolve("first"));
    try (Node node = first.node(data, TEMPLATE, URI.create("http://127.0.0.1:9"))) {
      node.launch();
      node.address();
      node.terminate();
    }
    return Files.exists(archive)
        ? new House(databases, Node.program(classPath, "-XX:SharedArchiveFile=" + archive), folder)
        : new House(databases, Node.program(classPath), folder);
  }

  /** A database as Meterr's storage sees it; closed by the caller. */
  PostgresStore open(String database) {
    return PostgresStore.open(
        new DatabaseSettings(folder, databases.url(database), MASTER_KEY),
        Clock.systemUTC(),
        new SecureRandom());
  }

  /** A node that is not launched yet. */
  Node node(Path data, String database, URI provider) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("METERR_DATA", data.toString());
    environment.put("METERR_PORT", "0");
    environment.put("METERR_DATABASE_URL", databases.url(database));
    environment.put("METERR_MASTER_KEY", MASTER_KEY);
    for (String name : List.of("OPENAI", "ANTHROPIC", "GEMINI")) {
      environment.put("METERR_" + name + "_BASE_URL", provider.toString());
      environment.put("METERR_" + name + "_API_KEY", "sk-of-the-trials");
    }
    return new Node(program, data, environment);
  }

  @Override
  public void close() throws SQLException {
    databases.drop(TEMPLATE);
  }
}
