package ai.meterr.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * CPU samples and allocations of a recording, by the room of the house that they were spent in: the
 * innermost frame that belongs to a room decides, so that a library's time is its caller's.
 */
final class Profile {
  /** The event loops: what a call itself costs. All other threads work behind the calls. */
  private static final String LOOPS = "meterr-loop";

  private static final int STACKS_SHOWN = 4;

  private record Room(String prefix, String title) {}

  /** The first whose prefix fits counts. */
  private static final List<Room> ROOMS =
      List.of(
          new Room("ai.meterr.ledger.json.", "event JSON"),
          new Room("ai.meterr.ledger.journal.", "journal"),
          new Room("ai.meterr.ledger.", "tailer, rollups, store"),
          new Room("ai.meterr.storage.", "tailer, rollups, store"),
          new Room("org.postgresql.", "tailer, rollups, store"),
          new Room("ai.meterr.providers.", "reading request and answer"),
          new Room("ai.meterr.pricing.", "pricing"),
          new Room("ai.meterr.cost.", "pricing"),
          new Room("ai.meterr.event.Booking", "pricing"),
          new Room("io.micrometer.", "metrics"),
          new Room("ai.meterr.gateway.CallLog", "metrics"),
          new Room("ai.meterr.access.", "key"),
          new Room("com.github.benmanes.caffeine.", "key"),
          new Room("ai.meterr.gateway.", "gateway's own steps"),
          new Room("io.netty.handler.codec.", "HTTP"),
          new Room("ai.meterr.proxy.", "HTTP"),
          new Room("io.netty.", "Netty: loops, buffers, pipelines"));

  private static final String ELSEWHERE = "elsewhere";

  /** Samples or bytes, and on which stacks. */
  private static final class Share {
    private long weight;
    private final Map<String, Long> stacks = new HashMap<>();

    void add(long more, String stack) {
      weight += more;
      stacks.merge(stack, more, Long::sum);
    }
  }

  private final Map<String, Share> cpuOnLoops = new HashMap<>();
  private final Map<String, Share> cpuBehind = new HashMap<>();
  private final Map<String, Share> allocatedOnLoops = new HashMap<>();

  private final List<RecordedEvent> allocations = new ArrayList<>();
  private Duration gcPauses = Duration.ZERO;

  private Profile() {}

  static Profile of(Path recording) throws IOException {
    Profile profile = new Profile();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        profile.add(file.readEvent());
      }
    }
    profile.addAllocations();
    return profile;
  }

  private void add(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    switch (event.getEventType().getName()) {
      case "jdk.CPUTimeSample" -> {
        boolean loop = isLoop(event.getThread("eventThread"));
        add(loop ? cpuOnLoops : cpuBehind, stack, 1);
      }
      case "jdk.ObjectAllocationSample" -> {
        if (isLoop(event.getThread("eventThread"))) {
          allocations.add(event);
        }
      }
      case "jdk.GCPhasePause" -> gcPauses = gcPauses.plus(event.getDuration());
      default -> {} // JFR's own bookkeeping
    }
  }

  /** A thread's first sample also stands for all that it allocated before the recording. */
  private void addAllocations() {
    Set<Long> begun = new HashSet<>();
    allocations.sort(Comparator.comparing(RecordedEvent::getStartTime));
    for (RecordedEvent event : allocations) {
      if (!begun.add(event.getThread("eventThread").getJavaThreadId())) {
        add(allocatedOnLoops, event.getStackTrace(), event.getLong("weight"));
      }
    }
  }

  private static boolean isLoop(@Nullable RecordedThread thread) {
    return thread != null && String.valueOf(thread.getJavaName()).startsWith(LOOPS);
  }

  private static void add(
      Map<String, Share> shares, @Nullable RecordedStackTrace stack, long weight) {
    List<RecordedFrame> frames = stack == null ? List.of() : stack.getFrames();
    shares.computeIfAbsent(room(frames), any -> new Share()).add(weight, shown(frames));
  }

  private static String room(List<RecordedFrame> frames) {
    if (!frames.isEmpty() && isSocketCall(frames.getFirst())) {
      return "system calls on sockets";
    }
    for (RecordedFrame frame : frames) {
      String name = frame.getMethod().getType().getName();
      for (Room room : ROOMS) {
        if (name.startsWith(room.prefix)) {
          return room.title;
        }
      }
    }
    return ELSEWHERE;
  }

  private static boolean isSocketCall(RecordedFrame top) {
    String name = top.getMethod().getType().getName();
    return "Native".equals(top.getType())
        && (name.startsWith("io.netty.channel.epoll.")
            || name.startsWith("io.netty.channel.unix."));
  }

  /** The innermost frame, and the innermost of ours. */
  private static String shown(List<RecordedFrame> frames) {
    if (frames.isEmpty()) {
      return "(no stack)";
    }
    String top = method(frames.getFirst());
    return frames.stream()
        .filter(frame -> frame.getMethod().getType().getName().startsWith("ai.meterr."))
        .map(Profile::method)
        .findFirst()
        .filter(ours -> !ours.equals(top))
        .map(ours -> top + " in " + ours)
        .orElse(top);
  }

  private static String method(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  void print(PrintStream out) {
    out.printf("garbage collection: %d ms%n%n", gcPauses.toMillis());
    print(out, "CPU, event loops", cpuOnLoops);
    print(out, "CPU, other threads", cpuBehind);
    print(out, "bytes allocated, event loops", allocatedOnLoops);
  }

  private static void print(PrintStream out, String title, Map<String, Share> shares) {
    long total = shares.values().stream().mapToLong(share -> share.weight).sum();
    out.printf("%s (%d)%n", title, total);
    Comparator<Map.Entry<String, Share>> largest =
        Comparator.comparing(entry -> -entry.getValue().weight);
    shares.entrySet().stream()
        .sorted(largest)
        .forEach(
            entry -> {
              out.printf(
                  Locale.ROOT,
                  "  %5.1f %%  %s%n",
                  100.0 * entry.getValue().weight / total,
                  entry.getKey());
              entry.getValue().stacks.entrySet().stream()
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .limit(STACKS_SHOWN)
                  .forEach(
                      stack ->
                          out.printf(
                              Locale.ROOT,
                              "           %5.1f %%  %s%n",
                              100.0 * stack.getValue() / total,
                              stack.getKey()));
            });
    out.println();
  }
}
