package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.vocabulary.Merger;
import ai.meterr.tokens.vocabulary.Vocabulary;

/**
 * Counts for one thread at a time: cuts a batch of pretokens, then looks each up. Two phases, so
 * that the processor can look up several at once instead of guessing where each ends.
 */
final class Worker {
  private static final int BATCH = 1024;

  private final SplitRule rule;
  private final Merger merger;
  private final PieceCache cache = new PieceCache();
  private final int[] ends = new int[BATCH];
  private int settledEnd;

  Worker(SplitRule rule, Vocabulary vocabulary) {
    this.rule = rule;
    this.merger = new Merger(vocabulary);
  }

  /** Tokens from {@code from} to {@code end}, or some number above the limit. */
  long count(byte[] utf8, int from, int end, long limit) {
    long tokens = 0;
    int at = from;
    while (at < end && tokens <= limit) {
      int cut = rule.split(utf8, at, end, ends);
      tokens += count(utf8, at, cut);
      at = ends[cut - 1];
    }
    return tokens;
  }

  /**
   * Counts what no text that may follow can change: all pretokens but the last two. One alone is
   * not enough, for a rule may look to the end of the next word.
   *
   * @return the tokens; where the rest begins is {@link #settledEnd}
   */
  long settle(byte[] utf8, int from, int end) {
    long tokens = 0;
    settledEnd = from;
    while (settledEnd < end) {
      int cut = rule.split(utf8, settledEnd, end, ends);
      boolean last = ends[cut - 1] == end;
      int sure = cut - (last ? 2 : 1);
      if (sure > 0) {
        tokens += count(utf8, settledEnd, sure);
        settledEnd = ends[sure - 1];
      }
      if (last) {
        break;
      }
    }
    return tokens;
  }

  int settledEnd() {
    return settledEnd;
  }

  /** Writes where each token ends, and returns how many there are. */
  int tokenEnds(byte[] utf8, int[] into) {
    int tokens = 0;
    for (int at = 0; at < utf8.length; ) {
      int end = rule.next(utf8, at, utf8.length);
      tokens += merger.ends(utf8, at, end, into, tokens);
      at = end;
    }
    return tokens;
  }

  private long count(byte[] utf8, int from, int cut) {
    long tokens = 0;
    long[] table = cache.shorts();
    int shift = cache.shortShift();
    int wordsEnd = utf8.length - 16;
    int start = from;
    for (int i = 0; i < cut; i++) {
      int end = ends[i];
      int length = end - start;
      if (length > PieceCache.SHORT_BYTES || start > wordsEnd) {
        tokens += countLong(utf8, start, end);
        start = end;
        continue;
      }
      long first = PieceCache.first((long) PieceCache.LONGS.get(utf8, start), length);
      long second = PieceCache.second((long) PieceCache.LONGS.get(utf8, start + 8), length);
      long hash = PieceCache.hash(first, second);
      int slot = (int) (hash >>> shift) << 1;
      long entry = table[slot + 1];
      if (table[slot] == first && (entry & PieceCache.KEY_MASK) == second) {
        tokens += entry >>> PieceCache.COUNT_SHIFT;
      } else {
        tokens += countMissed(utf8, start, end, first, second, hash);
        table = cache.shorts();
        shift = cache.shortShift();
      }
      start = end;
    }
    return tokens;
  }

  private int countMissed(byte[] utf8, int from, int end, long first, long second, long hash) {
    int count = cache.find(first, second, hash);
    if (count == 0) {
      count = merger.count(utf8, from, end);
      cache.put(first, second, hash, count);
    }
    return count;
  }

  private int countLong(byte[] utf8, int from, int end) {
    int length = end - from;
    if (length > PieceCache.LONG_BYTES || length <= PieceCache.SHORT_BYTES) {
      return merger.count(utf8, from, end);
    }
    long hash = PieceCache.hash(utf8, from, end);
    int count = cache.find(utf8, from, end, hash);
    if (count == 0) {
      count = merger.count(utf8, from, end);
      cache.put(utf8, from, end, hash, count);
    }
    return count;
  }
}
