package ai.meterr.tokens.vocabulary;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Lays a trie out as a double array: each node takes the first base that fits its children. */
final class TrieBuilder {
  /** Blocks of 256 nodes that are searched for room; older ones are taken as full. */
  private static final int OPEN_BLOCKS = 24;

  /** What a leaf has for a base: no node may have it, so that a leaf leads nowhere. */
  private static final int LEAF_BASE = 0;

  /** Whose child the root seems to be: of a base that no node may have either. */
  private static final int ROOT_LABEL = 0xff;

  private int[] nodes = new int[256];
  private int[] tokens = new int[256];
  private final BitSet taken = new BitSet();
  private final BitSet bases = new BitSet();
  private final int mergeable;
  private int size = 256;

  private TrieBuilder(int mergeable) {
    this.mergeable = mergeable;
  }

  /**
   * The trie of these distinct, non-empty tokens; a token's number is its index.
   *
   * @param mergeable how many of them merges can reach; the others come last
   */
  static Trie build(List<byte[]> tokens, int mergeable) {
    Integer[] order = new Integer[tokens.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(tokens.get(a), tokens.get(b)));
    var builder = new TrieBuilder(mergeable);
    Arrays.fill(builder.tokens, -1);
    builder.taken.set(Trie.ROOT);
    builder.nodes[Trie.ROOT] = ROOT_LABEL;
    builder.bases.set(ROOT_LABEL);
    builder.bases.set(LEAF_BASE);
    builder.place(tokens, order, 0, order.length, 0, Trie.ROOT);
    return builder.trie();
  }

  private Trie trie() {
    for (int at = 0; at < size; at++) {
      if (!taken.get(at)) {
        // must not look like anybody's child: a label that only an unused base would lead to
        int block = at & ~0xff;
        nodes[at] = (bases.nextClearBit(block) ^ at) & 0xff;
      }
    }
    return new Trie(Arrays.copyOf(nodes, size), Arrays.copyOf(tokens, size));
  }

  /** Places the children of {@code at}: tokens order[from, end) share their first bytes. */
  private void place(List<byte[]> words, Integer[] order, int from, int end, int depth, int at) {
    int first = from;
    if (words.get(order[first]).length == depth) {
      nodes[at] |= order[first] < mergeable ? Trie.ENDS_TOKEN : 0;
      tokens[at] = order[first];
      first++;
    }
    if (first == end) {
      return;
    }
    int[] starts = new int[257];
    int[] labels = new int[256];
    int count = 0;
    for (int i = first; i < end; i++) {
      int label = words.get(order[i])[depth] & 0xff;
      if (count == 0 || labels[count - 1] != label) {
        labels[count] = label;
        starts[count++] = i;
      }
    }
    starts[count] = end;
    int base = free(labels, count);
    bases.set(base);
    nodes[at] |= base << Trie.BASE_SHIFT;
    for (int i = 0; i < count; i++) {
      taken.set(base ^ labels[i]);
      nodes[base ^ labels[i]] = labels[i];
    }
    for (int i = 0; i < count; i++) {
      place(words, order, starts[i], starts[i + 1], depth + 1, base ^ labels[i]);
    }
  }

  private int free(int[] labels, int count) {
    int from = Math.max(0, size - OPEN_BLOCKS * 256);
    for (int slot = taken.nextClearBit(from); slot < size; slot = taken.nextClearBit(slot + 1)) {
      int base = slot ^ labels[0];
      if (!bases.get(base) && fits(base, labels, count)) {
        return base;
      }
    }
    grow();
    return free(labels, count);
  }

  private boolean fits(int base, int[] labels, int count) {
    for (int i = 1; i < count; i++) {
      if (taken.get(base ^ labels[i])) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    size += 256;
    if (size > nodes.length) {
      int old = nodes.length;
      nodes = Arrays.copyOf(nodes, old * 2);
      tokens = Arrays.copyOf(tokens, old * 2);
      Arrays.fill(tokens, old, old * 2, -1);
    }
  }
}
