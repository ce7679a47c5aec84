package ai.meterr.tokens;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Counts of pretokens that were seen before, for one thread at a time.
 *
 * <p>A pretoken of up to 15 bytes is its own key: an entry is two longs, 15 bytes of text and in
 * the last byte the length (low half) and the count (high half), which is never more than the
 * length. Longer ones stand in a table of their own: hash, then place of the text, length and
 * count; the text itself is kept and compared, so that a count is never another text's.
 *
 * <p>Entries lie in lines of four; a full line gives one up. Both tables grow with what they hold,
 * up to a bound.
 */
final class PieceCache {
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Longest pretoken that is its own key, in bytes. */
  static final int SHORT_BYTES = 15;

  /** Longest pretoken that is kept, in bytes. */
  static final int LONG_BYTES = 255;

  static final int COUNT_SHIFT = 60;
  static final long KEY_MASK = (1L << COUNT_SHIFT) - 1;

  private static final int LENGTH_SHIFT = 56;
  private static final long[] FIRST_MASK = new long[SHORT_BYTES + 1];
  private static final long[] SECOND_MASK = new long[SHORT_BYTES + 1];

  private static final int LINE = 4;
  private static final int FIRST_BITS = 10;

  /** Entries of the short table at most: 2 MB. */
  private static final int SHORT_BITS = 17;

  /** Entries of the long table at most: 1 MB, and the texts. */
  private static final int LONG_BITS = 16;

  private static final int TEXT_BYTES = 1 << 21;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long SECOND_FACTOR = 0xC2B2AE3D27D4EB4FL;

  static {
    for (int length = 1; length <= SHORT_BYTES; length++) {
      FIRST_MASK[length] = length >= 8 ? -1 : (1L << 8 * length) - 1;
      SECOND_MASK[length] = length <= 8 ? 0 : (1L << 8 * (length - 8)) - 1;
    }
  }

  private long[] shorts = new long[2 << FIRST_BITS];
  private int shortShift = 64 - FIRST_BITS;
  private int shortsHeld;

  private long[] longs = new long[2 << FIRST_BITS];
  private int longShift = 64 - FIRST_BITS;
  private int longsHeld;
  private byte[] texts = new byte[1 << 14];
  private int textsEnd;
  private int victim;

  long[] shorts() {
    return shorts;
  }

  int shortShift() {
    return shortShift;
  }

  static long first(long word, int length) {
    return word & FIRST_MASK[length];
  }

  static long second(long word, int length) {
    return word & SECOND_MASK[length] | (long) length << LENGTH_SHIFT;
  }

  static long hash(long first, long second) {
    return (first ^ second * SECOND_FACTOR) * FACTOR;
  }

  /**
   * The count of a short pretoken that does not stand where it first looks, or 0. It will stand
   * there next time: what is frequent is found at first sight.
   */
  int find(long first, long second, long hash) {
    int home = (int) (hash >>> shortShift);
    for (int i = 1; i < LINE; i++) {
      int at = (home ^ i) << 1;
      long entry = shorts[at + 1];
      if (shorts[at] == first && (entry & KEY_MASK) == second) {
        shorts[at] = shorts[home << 1];
        shorts[at + 1] = shorts[(home << 1) + 1];
        shorts[home << 1] = first;
        shorts[(home << 1) + 1] = entry;
        return (int) (entry >>> COUNT_SHIFT);
      }
    }
    return 0;
  }

  void put(long first, long second, long hash, int count) {
    long entry = second | (long) count << COUNT_SHIFT;
    if (2 * shortsHeld >= shorts.length >> 1 && shortShift > 64 - SHORT_BITS) {
      growShorts();
    }
    place(first, entry, hash);
  }

  private void place(long first, long entry, long hash) {
    int home = (int) (hash >>> shortShift);
    for (int i = 0; i < LINE; i++) {
      int at = (home ^ i) << 1;
      if (shorts[at + 1] == 0) {
        shorts[at] = first;
        shorts[at + 1] = entry;
        shortsHeld++;
        return;
      }
    }
    int at = (home ^ victim++ & LINE - 1) << 1;
    shorts[at] = first;
    shorts[at + 1] = entry;
  }

  private void growShorts() {
    long[] old = shorts;
    shorts = new long[old.length * 2];
    shortShift--;
    shortsHeld = 0;
    for (int at = 0; at < old.length; at += 2) {
      if (old[at + 1] != 0) {
        place(old[at], old[at + 1], hash(old[at], old[at + 1] & KEY_MASK));
      }
    }
  }

  /** Hash of a pretoken of more than 15 bytes. */
  static long hash(byte[] bytes, int from, int end) {
    long hash = end - from;
    int last = end - 8;
    for (int at = from; at < last; at += 8) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * FACTOR;
      hash ^= hash >>> 32;
    }
    hash = (hash ^ (long) LONGS.get(bytes, last)) * FACTOR;
    return hash ^ hash >>> 29;
  }

  /** The count of a long pretoken, or 0. */
  int find(byte[] bytes, int from, int end, long hash) {
    int home = (int) (hash * FACTOR >>> longShift);
    for (int i = 0; i < LINE; i++) {
      int at = (home ^ i) << 1;
      if (longs[at] == hash) {
        long entry = longs[at + 1];
        int length = (int) entry & 0xff;
        int text = (int) (entry >>> 32);
        if (Arrays.equals(bytes, from, end, texts, text, text + length)) {
          return (int) entry >>> 8;
        }
      }
    }
    return 0;
  }

  /** Keeps the count of a long pretoken; there is room for 2^24 tokens and 255 bytes. */
  void put(byte[] bytes, int from, int end, long hash, int count) {
    int length = end - from;
    if (textsEnd + length > texts.length) {
      if (texts.length < TEXT_BYTES) {
        texts = Arrays.copyOf(texts, texts.length * 2);
      } else {
        Arrays.fill(longs, 0);
        longsHeld = 0;
        textsEnd = 0;
      }
    }
    if (2 * longsHeld >= longs.length >> 1 && longShift > 64 - LONG_BITS) {
      growLongs();
    }
    System.arraycopy(bytes, from, texts, textsEnd, length);
    placeLong(hash, (long) textsEnd << 32 | (long) count << 8 | length);
    textsEnd += length;
  }

  private void placeLong(long hash, long entry) {
    int home = (int) (hash * FACTOR >>> longShift);
    int to = (home ^ victim++ & LINE - 1) << 1;
    for (int i = LINE - 1; i >= 0; i--) {
      int at = (home ^ i) << 1;
      to = longs[at + 1] == 0 ? at : to;
    }
    longsHeld += longs[to + 1] == 0 ? 1 : 0;
    longs[to] = hash;
    longs[to + 1] = entry;
  }

  private void growLongs() {
    long[] old = longs;
    longs = new long[old.length * 2];
    longShift--;
    longsHeld = 0;
    for (int at = 0; at < old.length; at += 2) {
      if (old[at + 1] != 0) {
        placeLong(old[at], old[at + 1]);
      }
    }
  }
}
