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

  private final Supplier<S> none;
  private final List<long[]> keys = new ArrayList<>();
  private final List<S> sums = new ArrayList<>();

  /** One more than a place among the keys; 0: free. */
  private int[] table = new int[64];

  /**
   * @param none sums of a group that was not there yet
   */
  Groups(Supplier<S> none) {
    this.none = none;
  }

  int size() {
    return sums.size();
  }

  /** Of the group at a place from 0 to {@link #size}. */
  long[] key(int place) {
    return keys.get(place);
  }

  S sums(int place) {
    return sums.get(place);
  }

  @Nullable S find(long[] key) {
    int at = table[slot(key)];
    return at == 0 ? null : sums.get(at - 1);
  }

  /**
   * @param key copied where it is new
   * @throws CombinationNotKept where there are too many groups
   */
  S of(long[] key) {
    int slot = slot(key);
    if (table[slot] != 0) {
      return sums.get(table[slot] - 1);
    }
    if (sums.size() == MAX) {
      throw new CombinationNotKept(
          "an answer has at most " + MAX + " rows: filter, or group by less");
    }
    S fresh = none.get();
    keys.add(key.clone());
    sums.add(fresh);
    table[slot] = sums.size();
    if (2 * sums.size() > table.length) {
      grow();
    }
    return fresh;
  }

  private int slot(long[] key) {
    long hash = 0;
    for (long part : key) {
      hash = (hash + part) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    int slot = (int) hash & table.length - 1;
    while (table[slot] != 0 && !Arrays.equals(keys.get(table[slot] - 1), key)) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int place = 0; place < keys.size(); place++) {
      table[slot(keys.get(place))] = place + 1;
    }
  }
}
