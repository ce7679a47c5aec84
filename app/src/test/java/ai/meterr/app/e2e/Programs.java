package ai.meterr.app.e2e;

import ai.meterr.testkit.process.Forked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts commands of Meterr from the classes under test. */
final class Programs {
  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-cp",
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
          "ai.meterr.app.Main");

  private Programs() {}

  static Forked start(Map<String, String> environment, String... arguments) {
    return Forked.start(JAVA, environment, arguments);
  }

  /**
   * @param javaOptions win over the usual ones
   */
  static Forked start(
      List<String> javaOptions, Map<String, String> environment, String... arguments) {
    List<String> java = new ArrayList<>(JAVA);
    java.addAll(java.indexOf("-cp"), javaOptions);
    return Forked.start(java, environment, arguments);
  }
}
