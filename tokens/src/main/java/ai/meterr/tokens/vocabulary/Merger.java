package ai.meterr.tokens.vocabulary;

import java.util.Arrays;

/**
 * Counts the tokens of one pretoken exactly as byte-pair encoding would, without merging: take the
 * longest token at each place that is a neighbour of the one before; where none fits, give the one
 * before back. A place that was given back is never tried again, which bounds the work. Not for
 * several threads at once.
 *
 * @see <a href="https://github.com/github/rust-gems/blob/main/crates/bpe/README.md">rust-gems,
 *     bpe</a> for why that is the same
 */
public final class Merger {
  private static final int NONE = -1;
  private static final int[] NOWHERE = {};

  /** Longest pretoken whose scratch space is kept, in bytes. */
  private static final int KEPT_BYTES = 1 << 14;

  /** Bytes from which on a pretoken of one byte repeated is counted as a run. */
  private static final int RUN_BYTES = 128;

  private static final int ANSWER_BITS = 11;

  private final Vocabulary vocabulary;
  private final Trie trie;
  private final boolean hasUnreached;
  private final int[] nodes;
  private final int[] tokens;
  private long[] candidates = new long[256];

  /** Pairs that were asked for, by their hash: a pair of tokens, and in the last bit the answer. */
  private final long[] answers = new long[1 << ANSWER_BITS];

  private int[] chosen = new int[KEPT_BYTES];
  private int[] ends = new int[KEPT_BYTES];
  private long[] givenBack = new long[KEPT_BYTES / 64 + 1];

  public Merger(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.trie = vocabulary.trie();
    Arrays.fill(answers, -1);
    this.hasUnreached = vocabulary.hasUnreached();
    this.nodes = vocabulary.trie().nodes;
    this.tokens = vocabulary.trie().tokens;
  }

  /** Tokens of the pretoken that stands from {@code from} to {@code end}. */
  public int count(byte[] bytes, int from, int end) {
    int length = end - from;
    if (length >= RUN_BYTES && isRun(bytes, from, end) && trie.find(bytes, from, end) < 0) {
      int token = trie.find(bytes, from, from + 1);
      return token < 0 ? length : vocabulary.countRun(token, length);
    }
    return merge(bytes, from, end, NOWHERE, 0);
  }

  private static boolean isRun(byte[] bytes, int from, int end) {
    return bytes[from] == bytes[end - 1]
        && Arrays.mismatch(bytes, from, end - 1, bytes, from + 1, end) < 0;
  }

  /**
   * Writes where each token of a pretoken ends.
   *
   * @param into from {@code at} on; needs room for one number a byte
   * @return the number of tokens
   */
  public int ends(byte[] bytes, int from, int end, int[] into, int at) {
    return merge(bytes, from, end, into, at);
  }

  private int merge(byte[] bytes, int from, int end, int[] into, int at) {
    long whole = longest(bytes, from, end);
    if ((int) (whole >>> 32) == end || hasUnreached && trie.find(bytes, from, end) >= 0) {
      if (into != NOWHERE) {
        into[at] = end;
      }
      return 1;
    }
    int length = end - from;
    if (length > KEPT_BYTES) {
      reserve(length);
    }
    Arrays.fill(givenBack, 0, length / 64 + 1, 0);
    int counted = 0;
    int depth = 0;
    int start = from;
    int place = from;
    int limit = end; // where the next token may end
    while (place < end) {
      long found =
          place == from && limit == end
              ? whole
              : next(bytes, from, place, limit, depth == 0 ? NONE : chosen[depth - 1]);
      if (found >= 0) {
        place = (int) (found >>> 32);
        chosen[depth] = (int) found;
        ends[depth++] = place;
        limit = end;
      } else if (limit == end && longest(bytes, place, end) < 0) {
        // SentencePiece: a character that is no token is its bytes, and nothing merges across it
        int after = Math.min(end, place + Utf8.length(bytes[place]));
        if (into != NOWHERE) {
          System.arraycopy(ends, 0, into, at + counted, depth);
          for (int i = 0; i < after - place; i++) {
            into[at + counted + depth + i] = place + i + 1;
          }
        }
        counted += depth + after - place;
        depth = 0;
        start = after;
        place = after;
      } else {
        int offset = place - from;
        givenBack[offset >> 6] |= 1L << offset;
        limit = place - 1;
        depth--;
        place = depth == 0 ? start : ends[depth - 1];
      }
    }
    if (into != NOWHERE) {
      System.arraycopy(ends, 0, into, at + counted, depth);
    }
    if (length > KEPT_BYTES) {
      reserve(KEPT_BYTES);
    }
    return counted + depth;
  }

  /** End and number of the longest token at a place that fits, or a negative number. */
  private long next(byte[] bytes, int from, int place, int limit, int before) {
    int node = nodes[Trie.ROOT];
    int found = 0;
    for (int i = place; i < limit; ) {
      int label = bytes[i++] & 0xff;
      int at = node >>> Trie.BASE_SHIFT ^ label;
      node = nodes[at];
      if ((node & 0xff) != label) {
        break;
      }
      if ((node & Trie.ENDS_TOKEN) != 0) {
        if (found == candidates.length) {
          candidates = Arrays.copyOf(candidates, 2 * found);
        }
        candidates[found++] = (long) i << 32 | at;
      }
    }
    while (--found >= 0) {
      int end = (int) (candidates[found] >>> 32);
      int token = tokens[(int) candidates[found]];
      int offset = end - from;
      if ((givenBack[offset >> 6] & 1L << offset) == 0
          && (before == NONE || areNeighbours(before, token))) {
        return (long) end << 32 | token;
      }
    }
    return -1;
  }

  /** Asks the vocabulary, and remembers: repetitive text asks for the same few pairs. */
  private boolean areNeighbours(int before, int token) {
    long pair = (long) before << PairTable.TOKEN_BITS | token;
    int slot = (int) (pair * 0x9E3779B97F4A7C15L >>> Long.SIZE - ANSWER_BITS);
    long answer = answers[slot];
    if (answer >>> 1 == pair) {
      return (answer & 1) != 0;
    }
    boolean neighbours = vocabulary.areNeighbours(before, token);
    answers[slot] = pair << 1 | (neighbours ? 1 : 0);
    return neighbours;
  }

  /** End and number of the longest mergeable token at a place, or a negative number. */
  private long longest(byte[] bytes, int from, int limit) {
    int node = nodes[Trie.ROOT];
    int last = -1;
    int lastEnd = 0;
    for (int i = from; i < limit; ) {
      int label = bytes[i++] & 0xff;
      int at = node >>> Trie.BASE_SHIFT ^ label;
      node = nodes[at];
      if ((node & 0xff) != label) {
        break;
      }
      if ((node & Trie.ENDS_TOKEN) != 0) {
        last = at;
        lastEnd = i;
      }
    }
    return last < 0 ? -1 : (long) lastEnd << 32 | tokens[last];
  }

  private void reserve(int length) {
    chosen = new int[length];
    ends = new int[length];
    givenBack = new long[length / 64 + 1];
  }
}
