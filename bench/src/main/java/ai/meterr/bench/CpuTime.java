package ai.meterr.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of a process, from Linux's {@code /proc/PID/stat} (fields 14 and 15, in ticks of 10 ms).
 */
final class CpuTime {
  private static final long MICROS_PER_TICK = 10_000;

  private CpuTime() {}

  static long micros(long process) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(process), "stat"));
    // the name in field 2 may hold spaces: count from behind its bracket, where field 3 begins
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
  }
}
