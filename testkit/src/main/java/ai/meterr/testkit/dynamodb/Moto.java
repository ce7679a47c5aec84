package ai.meterr.testkit.dynamodb;

import ai.meterr.testkit.process.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * moto in server mode (<a href="https://docs.getmoto.org">docs.getmoto.org</a>), from PyPI, in a
 * virtual environment that is made once under {@code target} and again when the pinned packages
 * change. Keeps everything in its memory.
 */
public final class Moto implements AutoCloseable {
  private static final Pattern RUNNING =
      Pattern.compile("Running on (http://127\\.0\\.0\\.1:[0-9]+)");

  private final Process process;
  private final URI address;

  private Moto(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one on a free port, installed where it is not.
   *
   * @param target folder for what is installed
   * @throws IllegalStateException where Python or the packages are missing and cannot be had
   */
  public static Moto start(Path target) {
    try {
      Path python = install(target.toAbsolutePath().normalize().resolve("moto"));
      Process process =
          new ProcessBuilder(python.toString(), "-m", "moto.server", "-H", "127.0.0.1", "-p", "0")
              .redirectErrorStream(true)
              .start();
      return new Moto(process, address(process));
    } catch (IOException e) {
      throw new UncheckedIOException("starting moto (python3 with venv is needed)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static URI address(Process process) throws IOException {
    StringBuilder printed = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.append(line).append('\n');
      Matcher running = RUNNING.matcher(line);
      if (running.find()) {
        Thread.ofVirtual().start(() -> drain(out));
        return URI.create(running.group(1));
      }
    }
    throw new IllegalStateException("moto does not start:\n" + printed);
  }

  /** It logs every request: a pipe that nobody reads would stop it. */
  private static void drain(BufferedReader out) {
    try (out) {
      while (out.readLine() != null) {
        continue;
      }
    } catch (IOException ended) {
      // with the process
    }
  }

  private static Path install(Path environment) throws IOException, InterruptedException {
    Path wanted = Files.createTempFile("moto", ".txt");
    try (var resource =
        Objects.requireNonNull(Moto.class.getResourceAsStream("requirements.txt"))) {
      Files.copy(resource, wanted, StandardCopyOption.REPLACE_EXISTING);
      return PythonEnvironment.installed(environment, wanted);
    } finally {
      Files.delete(wanted);
    }
  }

  public URI address() {
    return address;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
