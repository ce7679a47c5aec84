package ai.meterr.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * CPU time of processes, from Linux's {@code /proc/PID/stat} (fields 14 and 15, in ticks of 10 ms).
 */
final class CpuTime {
  private static final long MICROS_PER_TICK = 10_000;

  private CpuTime() {}

  /**
   * What a process and those that it has started have used, in microseconds; zero where there is
   * none.
   */
  static long microsOfTree(OptionalLong root) throws IOException {
    if (root.isEmpty()) {
      return 0;
    }
    long micros = micros(root.getAsLong());
    List<ProcessHandle> children =
        ProcessHandle.of(root.getAsLong()).stream().flatMap(ProcessHandle::descendants).toList();
    for (ProcessHandle child : children) {
      micros += micros(child.pid());
    }
    return micros;
  }

  /** What one process has used, in microseconds; zero where there is none. */
  static long micros(long process) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", String.valueOf(process), "stat"));
    } catch (NoSuchFileException ended) {
      return 0;
    }
    // the name in field 2 may hold spaces: count from behind its bracket, where field 3 begins
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
  }
}
