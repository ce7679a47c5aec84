package ai.meterr.ledger.journal;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The segments that the folder holds, and when the oldest may go: when the ledger has applied it,
 * recovery does not need it, and it is older than what is to be kept for a ledger restored from a
 * backup. Safe for use by several threads.
 */
final class SegmentShelf {
  private final Disk disk;
  private final JournalLimits limits;
  private final InstantSource clock;
  private final Deque<SegmentHeader> headers;

  SegmentShelf(Disk disk, JournalLimits limits, InstantSource clock, List<SegmentHeader> headers) {
    this.disk = disk;
    this.limits = limits;
    this.clock = clock;
    this.headers = new ArrayDeque<>(headers);
  }

  synchronized void add(SegmentHeader header) {
    headers.addLast(header);
  }

  /** Removes what may go, oldest first. */
  synchronized void applied(Position applied) throws IOException {
    Position needed = earlier(applied, headers.getLast().oldestOpen());
    while (headers.size() > 1) {
      SegmentHeader oldest = headers.removeFirst();
      SegmentHeader next = headers.getFirst();
      if (next.start().compareTo(needed) > 0 || !isOldEnough(oldest, next)) {
        headers.addFirst(oldest);
        return;
      }
      disk.delete(oldest.name());
      disk.syncNames();
    }
  }

  /** The next one was made when the oldest got its last record, or later. */
  private boolean isOldEnough(SegmentHeader oldest, SegmentHeader next) {
    long bytes = headers.getLast().start().bytes() - oldest.start().bytes();
    return bytes > limits.keepBytes()
        || next.created().plus(limits.keep()).isBefore(clock.instant());
  }

  private static Position earlier(Position a, Position b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
