package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the tests run in other languages: packages that are installed once under {@code target} and
 * again when their list changes, and what a script tells.
 */
final class Scripts {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SOURCES = Path.of("src", "test").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();

  private final Path folder;

  /**
   * @param folder for what the programs print
   */
  Scripts(Path folder) {
    this.folder = folder;
  }

  /**
   * @param sources folder under {@code src/test} with {@code package.json}, its lock and scripts
   * @return a folder of the same name with scripts and packages
   */
  Path installNode(String sources) throws IOException, InterruptedException {
    Path from = SOURCES.resolve(sources);
    Path into = INSTALLED.resolve(from.getFileName());
    Files.createDirectories(into);
    boolean fresh =
        isSame(from.resolve("package-lock.json"), into.resolve("package-lock.json"))
            && Files.exists(into.resolve("node_modules"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!fresh) {
      run("npm", "ci", "--prefix", into.toString(), "--no-audit", "--no-fund", "--loglevel=error");
    }
    return into;
  }

  /**
   * @param requirements file under {@code src/test}
   * @return the interpreter that has the packages
   */
  Path installPython(String requirements) throws IOException, InterruptedException {
    return PythonEnvironment.installed(INSTALLED.resolve("python"), SOURCES.resolve(requirements));
  }

  private static boolean isSame(Path wanted, Path installed) throws IOException {
    return Files.exists(installed) && Files.mismatch(wanted, installed) < 0;
  }

  /** Runs a script to its end and reads the JSON lines that it printed. */
  List<JsonNode> tell(String... command) throws IOException, InterruptedException {
    return run(command).lines().map(JSON::readTree).toList();
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    int exit = process.waitFor();
    String printed = Files.readString(out);
    assertThat(exit)
        .as(Environments.hidden(String.join(" ", command) + "\n" + printed + Files.readString(err)))
        .isZero();
    return printed;
  }
}
