package ai.meterr.testkit.dynamodb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
  private static final long INSTALL_MINUTES = 5;

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
      Path installed = environment.resolve("installed.txt");
      if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
        Files.createDirectories(environment);
        run("python3", "-m", "venv", environment.toString());
        run(
            environment.resolve("bin/pip").toString(),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            wanted.toString());
        Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.delete(wanted);
    }
    return environment.resolve("bin/python");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("moto", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            Arrays.toString(command) + " failed:\n" + Files.readString(out));
      }
    } finally {
      Files.delete(out);
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
