package ai.meterr.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two trials of each kind of {@code ./meterr bench faults}: real processes, a real PostgreSQL, and
 * the sandbox's log as the truth.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
  private static final long SEED = Long.getLong("meterr.faults.seed", 20261124);
  private static final int TRIALS = Integer.getInteger("meterr.faults.trials", 14);

  @TempDir static Path folder;

  private Databases databases;
  private House house;

  @BeforeAll
  void start() throws IOException, SQLException, InterruptedException {
    databases = Databases.of(Cluster.start(folder.resolve("database"), new SecureRandom()));
    house =
        House.prepare(
            databases,
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            folder);
  }

  @AfterAll
  void stop() throws SQLException {
    house.close();
    databases.close();
  }

  @TestFactory
  List<DynamicTest> nothing_is_lost_doubled_or_different()
      throws IOException, InterruptedException {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      String obstacle = fault.obstacle(true, folder);
      if (obstacle == null) {
        faults.add(fault);
      } else {
        System.out.println("without " + fault + ": " + obstacle);
      }
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      Trial trial = new Trial(house, faults.get(i % faults.size()), SEED + i);
      tests.add(DynamicTest.dynamicTest(trial.toString(), () -> requireClean(trial)));
    }
    return tests;
  }

  private static void requireClean(Trial trial) throws InterruptedException {
    Report report = trial.run();
    System.out.println(report.line());
    assertThat(report.findings().all()).as(trial.toString()).isEmpty();
  }
}
