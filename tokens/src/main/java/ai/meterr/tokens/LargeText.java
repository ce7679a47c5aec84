package ai.meterr.tokens;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Counts a text that may be larger than an array and need not be on the heap, such as a mapped
 * file. It is cut where any text may be cut, so that the sum is that of the whole; only the parts
 * that are being counted are copied.
 */
public final class LargeText {
  /** A part is about this long, or as long as the text goes on without a place to cut. */
  static final int PART_BYTES = 1 << 19;

  /** How much is looked at at once for a place to cut. */
  private static final int WINDOW_BYTES = 1 << 12;

  /** A single part has to fit into an array. */
  private static final long WHOLE_BYTES_MAX = Integer.MAX_VALUE - 64L;

  private final Encoding encoding;
  private final MemorySegment text;
  private final boolean repairs;

  private LargeText(Encoding encoding, MemorySegment text, boolean repairs) {
    this.encoding = encoding;
    this.text = text;
    this.repairs = repairs;
  }

  /** Bytes that are no UTF-8 are counted as they are. */
  public static LargeText asItIs(Encoding encoding, MemorySegment text) {
    return new LargeText(encoding, text, false);
  }

  /** What is not UTF-8 counts as U+FFFD. */
  public static LargeText repaired(Encoding encoding, MemorySegment text) {
    return new LargeText(encoding, text, true);
  }

  /**
   * Tokens of the text.
   *
   * @param executor runs the work; the calling thread waits
   * @param threads how many parts are counted at the same time
   * @throws IllegalArgumentException where 2 GiB come without a place to cut
   */
  public long count(Executor executor, int threads) {
    return parts(executor, threads, this::count).stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Does some work on each part, of which the whole is made up; parts come in no order.
   *
   * @throws IllegalArgumentException where 2 GiB come without a place to cut
   */
  public <T> List<T> parts(Executor executor, int threads, Function<byte[], T> work) {
    return parts(
        executor, threads, (bytes, length, first) -> work.apply(Arrays.copyOf(bytes, length)));
  }

  private long count(byte[] bytes, int length, boolean first) {
    return encoding.countPart(Long.MAX_VALUE, bytes, 0, length, first);
  }

  private interface Work<T> {
    T on(byte[] bytes, int length, boolean first);
  }

  private <T> List<T> parts(Executor executor, int threads, Work<T> work) {
    long parts = (text.byteSize() + PART_BYTES - 1) / PART_BYTES;
    AtomicLong next = new AtomicLong();
    int workers = (int) Math.min(threads, parts);
    if (workers <= 1) {
      return work(next, parts, work);
    }
    return Stream.generate(
            () -> CompletableFuture.supplyAsync(() -> work(next, parts, work), executor))
        .limit(workers)
        .toList()
        .stream()
        .flatMap(done -> done.join().stream())
        .toList();
  }

  /** Each place to cut begins a part; a stretch without one belongs to the part before. */
  private <T> List<T> work(AtomicLong next, long parts, Work<T> work) {
    byte[] buffer = new byte[(int) Math.min(text.byteSize(), PART_BYTES + WINDOW_BYTES)];
    List<T> done = new ArrayList<>();
    for (long part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
      long within = Math.min(text.byteSize(), (part + 1) * PART_BYTES);
      long from = part == 0 ? 0 : firstSafe(part * PART_BYTES, within);
      if (from < within || part == 0) {
        long to = firstSafe(within, text.byteSize());
        buffer = read(from, to, buffer);
        done.add(repaired(buffer, (int) (to - from), from == 0, work));
      }
    }
    return done;
  }

  private byte[] read(long from, long to, byte[] buffer) {
    if (to - from > WHOLE_BYTES_MAX) {
      throw new IllegalArgumentException("2 GiB of text without a place to cut it");
    }
    int length = (int) (to - from);
    byte[] into = length <= buffer.length ? buffer : new byte[length];
    MemorySegment.copy(text, ValueLayout.JAVA_BYTE, from, into, 0, length);
    return into;
  }

  private <T> T repaired(byte[] bytes, int length, boolean first, Work<T> work) {
    if (repairs && !WellFormed.is(bytes, 0, length)) {
      byte[] repaired = WellFormed.repaired(bytes, length);
      return work.on(repaired, repaired.length, first);
    }
    return work.on(bytes, length, first);
  }

  /** The first place from {@code from} on, before {@code end}, to cut, or {@code end}. */
  private long firstSafe(long from, long end) {
    if (from >= end) {
      return end;
    }
    byte[] window = new byte[WINDOW_BYTES];
    long all = text.byteSize();
    for (long at = from; at < end; at += WINDOW_BYTES - 2) {
      int length = (int) Math.min(WINDOW_BYTES, all - at + 1);
      MemorySegment.copy(text, ValueLayout.JAVA_BYTE, at - 1, window, 0, length);
      int found = encoding.rule().firstSafe(window, 1, length);
      if (found < length) {
        return Math.min(end, at - 1 + found);
      }
    }
    return end;
  }
}
