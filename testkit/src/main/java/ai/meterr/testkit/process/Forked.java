package ai.meterr.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command of Meterr in a process and a process group of its own, as an operator runs it. */
public final class Forked implements AutoCloseable {
  /** The first start unpacks and initialises a database, on a machine that may be busy. */
  private static final Duration START = Duration.ofSeconds(120);

  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> out = Collections.synchronizedList(new ArrayList<>());
  private final List<String> err = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final List<Thread> readers;

  private Forked(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.ofVirtual().start(() -> lines(process.getInputStream(), out)),
            Thread.ofVirtual().start(() -> lines(process.getErrorStream(), err)));
  }

  /**
   * @param program what runs Meterr: its launcher, or a Java with a class path and a main class
   * @param environment variables of Meterr's; none of this process's own reach it
   */
  public static Forked start(
      List<String> program, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("METERR_"));
    builder.environment().putAll(environment);
    try {
      return new Forked(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + String.join(" ", arguments), e);
    }
  }

  private void lines(InputStream stream, List<String> into) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        into.add(line);
        if (into == out && line.startsWith("ready ")) {
          ready.complete(URI.create(line.substring("ready ".length())));
        }
      }
    } catch (IOException killed) {
      // what it printed until then is kept
    }
    if (into == out) {
      ready.completeExceptionally(new IllegalStateException("it ended without being ready"));
    }
  }

  /** Where it serves; waits until it says so. */
  public URI address() throws InterruptedException {
    try {
      return ready.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("not ready; out: " + out + " err: " + err, e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public List<String> out() {
    return List.copyOf(out);
  }

  public List<String> err() {
    return List.copyOf(err);
  }

  /** {@code kill -9} of everything that belongs to it. */
  public void killGroup() throws InterruptedException {
    signal("-KILL", "-" + process.pid());
    process.waitFor();
  }

  /** SIGTERM; returns the exit status. */
  public int terminate() throws InterruptedException {
    signal("-TERM", String.valueOf(process.pid()));
    return awaitEnd();
  }

  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      killGroup();
      throw new IllegalStateException("it did not end; out: " + out + " err: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  private static void signal(String signal, String whom) throws InterruptedException {
    try {
      new ProcessBuilder("kill", signal, "--", whom).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("sending a signal", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      terminate();
    }
  }
}
