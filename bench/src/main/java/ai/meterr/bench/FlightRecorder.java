package ai.meterr.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Has another JVM record where its CPU time goes, native code included (JEP 509, Linux only), and
 * what it allocates.
 */
final class FlightRecorder {
  private final long process;
  private final Path folder;

  private FlightRecorder(long process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  static FlightRecorder start(long process, Path folder) throws IOException, InterruptedException {
    Path settings = folder.resolve("cpu.jfc");
    try (InputStream ours =
        Objects.requireNonNull(FlightRecorder.class.getResourceAsStream("cpu.jfc"))) {
      Files.write(settings, ours.readAllBytes());
    }
    FlightRecorder recorder = new FlightRecorder(process, folder);
    recorder.jcmd("JFR.start", "name=bench", "settings=" + settings);
    return recorder;
  }

  /** Ends the recording and returns its file. */
  Path stop(String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name + ".jfr");
    jcmd("JFR.stop", "name=bench", "filename=" + file);
    return file;
  }

  private void jcmd(String... order) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(String.valueOf(process));
    command.addAll(List.of(order));
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0 || out.contains("Warning!")) {
      throw new IllegalStateException("jcmd said: " + out);
    }
  }
}
