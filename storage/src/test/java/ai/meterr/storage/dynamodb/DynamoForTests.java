package ai.meterr.storage.dynamodb;

import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.ledger.Dictionary;
import ai.meterr.testkit.dynamodb.Moto;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** One moto for all tests of a JVM; tests make organizations of their own. */
final class DynamoForTests {
  static final Duration KEPT = Duration.ofDays(90);

  /** Longer than moto takes on a machine that is busy with other things. */
  private static final Duration PATIENT = Duration.ofSeconds(60);

  /** What is lost is waited for this long. */
  static final Duration ATTEMPT = Duration.ofSeconds(3);

  private static final Moto MOTO = start();

  private DynamoForTests() {}

  private static Moto start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    Moto moto = Moto.start(Path.of("..", "target"));
    Runtime.getRuntime().addShutdownHook(new Thread(moto::close));
    try (DynamoTable table = table(moto.address(), PATIENT, PATIENT)) {
      new TableSetup(table).ensure();
    }
    return moto;
  }

  static URI address() {
    return MOTO.address();
  }

  static DynamoTable table() {
    return table(address(), PATIENT, PATIENT.multipliedBy(5));
  }

  private static DynamoTable table(URI endpoint, Duration attempt, Duration inAll) {
    Patience patience =
        new Patience(Duration.ofMillis(5), Duration.ofMillis(200), inAll, new Random(1));
    return DynamoTable.connect(endpoint, attempt, patience);
  }

  /** As a node that is not patient. */
  static DynamoRawLog rawLog(URI endpoint, Duration inAll) {
    return rawLog(table(endpoint, ATTEMPT, inAll));
  }

  static DynamoRawLog rawLog() {
    return rawLog(table());
  }

  private static DynamoRawLog rawLog(DynamoTable table) {
    return new DynamoRawLog(
        table,
        new Dictionary(PostgresForTests.database()),
        organization -> KEPT,
        PostgresForTests.CLOCK);
  }
}
