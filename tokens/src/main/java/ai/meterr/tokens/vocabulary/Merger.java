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

  private final Vocabulary vocabulary;
  private final Trie trie;
  private final int[] nodes;
  private final int[] tokens;
  private int[] chosen = new int[KEPT_BYTES];
  private int[] ends = new int[KEPT_BYTES];
  private long[] givenBack = new long[KEPT_BYTES / 64 + 1];

  public Merger(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.trie = vocabulary.trie();
    this.nodes = vocabulary.trie().nodes;
    this.tokens = vocabulary.trie().tokens;
  }

  /** Tokens of the pretoken that stands from {@code from} to {@code end}. */
  public int count(byte[] bytes, int from, int end) {
    return trie.find(bytes, from, end) >= 0 ? 1 : merge(bytes, from, end, NOWHERE, 0);
  }

  /**
   * Writes where each token of a pretoken ends.
   *
   * @param into from {@code at} on; needs room for one number a byte
   * @return the number of tokens
   */
  public int ends(byte[] bytes, int from, int end, int[] into, int at) {
    if (trie.find(bytes, from, end) < 0) {
      return merge(bytes, from, end, into, at);
    }
    into[at] = end;
    return 1;
  }

  private int merge(byte[] bytes, int from, int end, int[] into, int at) {
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
      long found = next(bytes, from, place, limit, depth == 0 ? NONE : chosen[depth - 1]);
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
    long found = longest(bytes, place, limit);
    while (found >= 0) {
      int end = (int) (found >>> 32);
      int offset = end - from;
      if ((givenBack[offset >> 6] & 1L << offset) == 0
          && (before == NONE || vocabulary.areNeighbours(before, (int) found))) {
        return found;
      }
      found = longest(bytes, place, end - 1);
    }
    return found;
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
