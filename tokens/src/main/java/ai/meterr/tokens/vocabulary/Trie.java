package ai.meterr.tokens.vocabulary;

/**
 * A byte trie in a double array. The child of a node for byte {@code b} stands at {@code base ^ b};
 * no two nodes share a base, so that a child's label alone proves whose child it is.
 *
 * @see <a href="https://github.com/s-yata/darts-clone">darts-clone</a>, where the idea is from
 */
final class Trie {
  /**
   * Bits of a node: 0–7 the label, 8 whether it ends a token that merges can reach, 9–31 the base
   * of its children.
   */
  static final int ENDS_TOKEN = 1 << 8;

  static final int BASE_SHIFT = 9;
  static final int ROOT = 0;

  final int[] nodes;

  /** Token that a node ends, or -1; by node. */
  final int[] tokens;

  Trie(int[] nodes, int[] tokens) {
    this.nodes = nodes;
    this.tokens = tokens;
  }

  /** The token of exactly these bytes, or -1. */
  int find(byte[] bytes, int from, int end) {
    int at = ROOT;
    int node = nodes[ROOT];
    for (int i = from; i < end; i++) {
      int label = bytes[i] & 0xff;
      at = node >>> BASE_SHIFT ^ label;
      node = nodes[at];
      if ((node & 0xff) != label) {
        return -1;
      }
    }
    return tokens[at];
  }

  /** Whether there is a token with this number or a larger one. */
  boolean hasTokenFrom(int number) {
    for (int token : tokens) {
      if (token >= number) {
        return true;
      }
    }
    return false;
  }

  long residentBytes() {
    return 4L * (nodes.length + tokens.length);
  }
}
