package ai.meterr.tokens.vocabulary;

/**
 * A byte-pair vocabulary, compiled for counting. A token's number is its place in the order of
 * merges: of two merges that are possible, the one with the smaller number happens first.
 *
 * <p>A trie finds the longest token at a place; {@code left} and {@code right} say which two tokens
 * the last merge of a token joined (a base token is its own left and right); {@code pairs} finds
 * the token that a pair merges into. Only the pair that really arises stands there: while a span is
 * merged undisturbed, it passes through the same steps as if it stood alone.
 */
public final class Vocabulary {
  private final Trie trie;
  private final int[] left;
  private final int[] right;
  private final PairTable pairs;
  private final int mergeable;
  private final boolean hasUnreached;
  private final boolean byteFallback;

  /**
   * @param trie all tokens
   * @param left per token that merges can reach: the left part of its last merge, or itself
   * @param right the same for the right part
   * @param byteFallback true where a character that is no token counts as its bytes, as
   *     SentencePiece does
   */
  Vocabulary(Trie trie, int[] left, int[] right, boolean byteFallback) {
    this.trie = trie;
    this.left = left;
    this.right = right;
    this.mergeable = left.length;
    this.hasUnreached = trie.hasTokenFrom(mergeable);
    this.byteFallback = byteFallback;
    this.pairs = PairTable.of(left, right);
  }

  Trie trie() {
    return trie;
  }

  int[] left() {
    return left;
  }

  int[] right() {
    return right;
  }

  boolean byteFallback() {
    return byteFallback;
  }

  /** Tokens that merges can reach; those with larger numbers stand only for a whole pretoken. */
  public int mergeable() {
    return mergeable;
  }

  /** Tokens that a run of equal tokens merges into. */
  int countRun(int token, int count) {
    return Run.count(pairs, token, count);
  }

  /** Whether there are tokens that only a whole pretoken can be. */
  boolean hasUnreached() {
    return hasUnreached;
  }

  /** Bytes that the tables hold on the heap. */
  public long residentBytes() {
    return trie.residentBytes() + pairs.residentBytes() + 4L * (left.length + right.length);
  }

  /** Whether the bytes from {@code from} to {@code end} are one token. */
  public boolean isToken(byte[] bytes, int from, int end) {
    return trie.find(bytes, from, end) >= 0;
  }

  /**
   * Whether byte-pair encoding, given the text of both tokens, ends with exactly these two. It does
   * unless, undoing merges from the latest backwards, a pair appears across the border that would
   * have been merged earlier.
   */
  boolean areNeighbours(int token, int next) {
    int one = token;
    int two = next;
    int limit = Integer.MAX_VALUE;
    while (true) {
      int joined = pairs.get(one, two);
      if (joined >= 0 && joined < limit) {
        return false;
      }
      if (one > two) {
        limit = one;
        one = right[one];
        if (one == limit) {
          limit = two + 1;
          two = left[two];
          if (two + 1 == limit) {
            return true;
          }
        }
      } else {
        limit = two + 1;
        two = left[two];
        if (two + 1 == limit) {
          limit = one;
          one = right[one];
          if (one == limit) {
            return true;
          }
        }
      }
    }
  }
}
