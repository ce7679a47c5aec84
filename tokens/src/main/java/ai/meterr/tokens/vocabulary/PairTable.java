package ai.meterr.tokens.vocabulary;

/** Which token a pair of tokens merges into: an open hash table of longs, 20 bits a token. */
final class PairTable {
  static final int TOKEN_BITS = 20;
  private static final long KEY_MASK = (1L << 2 * TOKEN_BITS) - 1;

  private final long[] slots;

  private PairTable(int pairs) {
    slots = new long[Math.max(8, (int) (pairs * 3L / 2))];
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
    long[] table = slots;
    int slot = slot(key, table.length);
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
    return 8L * slots.length;
  }

  private void put(int left, int right, int token) {
    long key = (long) left << TOKEN_BITS | right;
    int slot = slot(key, slots.length);
    while (slots[slot] != 0) {
      if (++slot == slots.length) {
        slot = 0;
      }
    }
    slots[slot] = (long) (token + 1) << 2 * TOKEN_BITS | key;
  }

  private static int slot(long key, int size) {
    return (int) (((key * 0x9E3779B97F4A7C15L >>> 32) * size) >>> 32);
  }
}
