package ai.meterr.tokens.vocabulary;

/**
 * Which token a pair of tokens merges into: an open hash table of longs, 20 bits a token. Most
 * pairs that are asked for are none; a bit set, small enough for a processor's second cache, says
 * so.
 */
final class PairTable {
  static final int TOKEN_BITS = 20;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long KEY_MASK = (1L << 2 * TOKEN_BITS) - 1;

  /** Bits of the set for each pair. */
  private static final int BITS_A_PAIR = 12;

  private final long[] slots;
  private final long[] maybe;
  private final int maybeShift;

  private PairTable(int pairs) {
    slots = new long[Math.max(8, (int) (pairs * 3L / 2))];
    int bits = Long.SIZE - Long.numberOfLeadingZeros((long) pairs * BITS_A_PAIR | 64);
    maybe = new long[1 << bits - 6];
    maybeShift = Long.SIZE - bits;
  }

  static PairTable of(int[] left, int[] right) {
    var table = new PairTable(left.length);
    for (int token = 0; token < left.length; token++) {
      if (left[token] != token) {
        table.put(left[token], right[token], token);
      }
    }
    return table;
  }

  /** The token, or -1. */
  int get(int left, int right) {
    long key = (long) left << TOKEN_BITS | right;
    long hash = key * FACTOR;
    int bit = (int) (hash >>> maybeShift);
    if ((maybe[bit >> 6] & 1L << bit) == 0) {
      return -1;
    }
    long[] table = slots;
    int slot = slot(hash, table.length);
    while (true) {
      long entry = table[slot];
      if (entry == 0) {
        return -1;
      }
      if ((entry & KEY_MASK) == key) {
        return (int) (entry >>> 2 * TOKEN_BITS) - 1;
      }
      if (++slot == table.length) {
        slot = 0;
      }
    }
  }

  long residentBytes() {
    return 8L * (slots.length + maybe.length);
  }

  private void put(int left, int right, int token) {
    long key = (long) left << TOKEN_BITS | right;
    long hash = key * FACTOR;
    int bit = (int) (hash >>> maybeShift);
    maybe[bit >> 6] |= 1L << bit;
    int slot = slot(hash, slots.length);
    while (slots[slot] != 0) {
      if (++slot == slots.length) {
        slot = 0;
      }
    }
    slots[slot] = (long) (token + 1) << 2 * TOKEN_BITS | key;
  }

  private static int slot(long hash, int size) {
    return (int) (((hash >>> 20 & 0xffffffffL) * size) >>> 32);
  }
}
