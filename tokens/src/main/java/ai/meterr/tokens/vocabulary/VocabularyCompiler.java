package ai.meterr.tokens.vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles a vocabulary from what providers publish: ranked tokens, or tokens and merges. */
public final class VocabularyCompiler {
  private VocabularyCompiler() {}

  /**
   * As tiktoken has it: two neighbours merge when their bytes are a token, the lowest rank first; a
   * pretoken that is a token is not merged at all.
   *
   * @param ranked tokens as bytes, in the order of their ranks
   */
  public static Vocabulary ofRanks(List<byte[]> ranked) {
    Trie trie = TrieBuilder.build(ranked, ranked.size());
    var derivations = new ArrayList<Derivation>(ranked.size());
    for (byte[] token : ranked) {
      int[] parts = new int[token.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = trie.find(token, i, i + 1);
      }
      derivations.add(derive(parts, byRank(ranked, trie)));
    }
    return compile(ranked, derivations, true, false);
  }

  /**
   * As SentencePiece has it: a text is first cut into characters, and a character that is no token
   * counts as its bytes.
   *
   * @param ranked tokens in UTF-8, the highest score first, byte tokens left out
   */
  public static Vocabulary ofScores(List<byte[]> ranked) {
    Trie trie = TrieBuilder.build(ranked, ranked.size());
    var derivations = new ArrayList<Derivation>(ranked.size());
    for (byte[] token : ranked) {
      int[] parts = new int[token.length];
      int count = 0;
      for (int from = 0; from < token.length; ) {
        int end = from + Utf8.length(token[from]);
        parts[count++] = trie.find(token, from, end);
        from = end;
      }
      derivations.add(derive(Arrays.copyOf(parts, count), byRank(ranked, trie)));
    }
    return compile(ranked, derivations, false, true);
  }

  /**
   * As Hugging Face has byte-level BPE: a list of merges, the earliest first.
   *
   * @param tokens tokens as bytes; a merge names them by index
   * @param base index of the token for each byte
   * @param merges two indexes and the index of what they merge into, the earliest first
   * @param wholePretokens whether a pretoken that is a token is not merged at all ("ignore_merges")
   */
  static Vocabulary ofMerges(
      List<byte[]> tokens, int[] base, List<int[]> merges, boolean wholePretokens) {
    Map<Long, Merge> byPair = HashMap.newHashMap(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      int[] merge = merges.get(rank);
      byPair.putIfAbsent(pair(merge[0], merge[1]), new Merge(rank, merge[2]));
    }
    var derivations = new ArrayList<Derivation>(tokens.size());
    for (byte[] token : tokens) {
      int[] parts = new int[token.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = base[token[i] & 0xff];
      }
      derivations.add(derive(parts, (left, right) -> byPair.get(pair(left, right))));
    }
    return compile(tokens, derivations, wholePretokens, false);
  }

  private static Merges byRank(List<byte[]> ranked, Trie trie) {
    return (left, right) -> {
      if (left < 0 || right < 0) {
        return null;
      }
      byte[] joined = join(ranked.get(left), ranked.get(right));
      int merged = trie.find(joined, 0, joined.length);
      return merged < 0 ? null : new Merge(merged, merged);
    };
  }

  /** A merge that is possible: when it happens, the smallest first, and what it makes. */
  private record Merge(int rank, int token) {}

  private interface Merges {
    @Nullable Merge of(int left, int right);
  }

  /**
   * How a token comes to be when its bytes are merged alone.
   *
   * @param rank of the last merge; -1 for a base token, {@code Integer.MAX_VALUE} for a token that
   *     merges do not reach
   */
  private record Derivation(int rank, int left, int right) {
    static final int BASE = -1;
    static final int UNREACHED = Integer.MAX_VALUE;
  }

  private static Derivation derive(int[] parts, Merges merges) {
    if (parts.length == 1) {
      return new Derivation(Derivation.BASE, 0, 0);
    }
    List<Integer> left = new ArrayList<>(Arrays.stream(parts).boxed().toList());
    while (true) {
      Merge best = null;
      int where = -1;
      for (int i = 0; i + 1 < left.size(); i++) {
        Merge merge = merges.of(left.get(i), left.get(i + 1));
        if (merge != null && (best == null || merge.rank() < best.rank())) {
          best = merge;
          where = i;
        }
      }
      if (best == null) {
        return new Derivation(Derivation.UNREACHED, 0, 0);
      }
      if (left.size() == 2) {
        return new Derivation(best.rank(), left.get(0), left.get(1));
      }
      left.set(where, best.token());
      left.remove(where + 1);
    }
  }

  private static Vocabulary compile(
      List<byte[]> tokens,
      List<Derivation> derivations,
      boolean wholePretokens,
      boolean byteFallback) {
    Integer[] order = new Integer[tokens.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(token -> derivations.get(token).rank()));
    int[] number = new int[order.length];
    List<byte[]> ordered = new ArrayList<>(order.length);
    int mergeable = 0;
    for (int token : order) {
      boolean reached = derivations.get(token).rank() != Derivation.UNREACHED;
      if (!reached && !wholePretokens) {
        break;
      }
      number[token] = ordered.size();
      ordered.add(tokens.get(token));
      mergeable += reached ? 1 : 0;
    }
    int[] left = new int[mergeable];
    int[] right = new int[mergeable];
    for (int at = 0; at < mergeable; at++) {
      Derivation derivation = derivations.get(order[at]);
      boolean base = derivation.rank() == Derivation.BASE;
      left[at] = base ? at : number[derivation.left()];
      right[at] = base ? at : number[derivation.right()];
    }
    return new Vocabulary(TrieBuilder.build(ordered, mergeable), left, right, byteFallback);
  }

  private static byte[] join(byte[] left, byte[] right) {
    byte[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }
}
