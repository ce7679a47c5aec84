package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Reports.CombinationNotKept;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums by group, found by whole numbers without an object for each question: a hash table with open
 * addressing.
 *
 * @param <S> the sums of a group
 */
final class Groups<S> {
  /** A bound for one answer; a question with more is refused. */
  private static final int MAX = 100_000;

  private final int width;
  private final Supplier<S> none;

  /** All keys, one after the other. */
  private long[] keys;

  private final List<S> sums = new ArrayList<>();

  /** One more than a place among the keys; 0: free. */
  private int[] table = new int[64];

  /**
   * @param width how many numbers a key has
   * @param none sums of a group that was not there yet
   */
  Groups(int width, Supplier<S> none) {
    this.width = width;
    this.none = none;
    this.keys = new long[16 * width];
  }

  int size() {
    return sums.size();
  }

  /** A number of the key of the group at a place from 0 to {@link #size}. */
  long key(int place, int number) {
    return keys[place * width + number];
  }

  S sums(int place) {
    return sums.get(place);
  }

  /** Null where there is none with the key that a group of others has at a place. */
  @Nullable S find(Groups<?> others, int place) {
    int at = table[slot(others.keys, place * width)];
    return at == 0 ? null : sums.get(at - 1);
  }

  /**
   * @param key copied where it is new
   * @throws CombinationNotKept where there are too many groups
   */
  S of(long[] key) {
    int slot = slot(key, 0);
    if (table[slot] != 0) {
      return sums.get(table[slot] - 1);
    }
    if (sums.size() == MAX) {
      throw new CombinationNotKept(
          "an answer has at most " + MAX + " rows: filter, or group by less");
    }
    int place = sums.size();
    S fresh = none.get();
    sums.add(fresh);
    if ((place + 1) * width > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
    }
    System.arraycopy(key, 0, keys, place * width, width);
    table[slot] = place + 1;
    if (2 * sums.size() > table.length) {
      grow();
    }
    return fresh;
  }

  private int slot(long[] key, int from) {
    long hash = 0;
    for (int i = from; i < from + width; i++) {
      hash = (hash + key[i]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    int slot = (int) hash & table.length - 1;
    while (table[slot] != 0 && !isAt(table[slot] - 1, key, from)) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private boolean isAt(int place, long[] key, int from) {
    for (int i = 0; i < width; i++) {
      if (keys[place * width + i] != key[from + i]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int place = 0; place < sums.size(); place++) {
      table[slot(keys, place * width)] = place + 1;
    }
  }
}
