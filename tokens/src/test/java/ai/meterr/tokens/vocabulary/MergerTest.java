package ai.meterr.tokens.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Counting without merging gives what merging gives. */
class MergerTest {
  @Test
  void random_vocabularies_count_as_merging_does() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      List<String> ranked = vocabulary(random);
      var merger = new Merger(VocabularyCompiler.ofRanks(bytes(ranked)));
      for (int i = 0; i < 100; i++) {
        String text = text(random, 1 + random.nextInt(40));
        byte[] utf8 = text.getBytes(StandardCharsets.US_ASCII);
        List<String> merged = merged(text, ranked);
        int[] ends = new int[utf8.length];
        assertThat(merger.count(utf8, 0, utf8.length)).as(text).isEqualTo(merged.size());
        assertThat(merger.ends(utf8, 0, utf8.length, ends, 0)).isEqualTo(merged.size());
        int end = 0;
        for (int token = 0; token < merged.size(); token++) {
          end += merged.get(token).length();
          assertThat(ends[token]).as(text).isEqualTo(end);
        }
      }
    }
  }

  /** Single letters, then pairs of what is there: every token can be reached, in some order. */
  private static List<String> vocabulary(Random random) {
    Set<String> tokens = new LinkedHashSet<>(List.of("a", "b", "c"));
    List<String> known = new ArrayList<>(tokens);
    while (tokens.size() < 20) {
      String token = pick(random, known) + pick(random, known);
      if (token.length() < 9 && merged(token, known).size() == 2 && tokens.add(token)) {
        known.add(token);
      }
    }
    return known;
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String text(Random random, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }

  /** Byte-pair encoding as tiktoken's documentation has it. */
  private static List<String> merged(String text, List<String> ranked) {
    Map<String, Integer> ranks = new TreeMap<>();
    for (String token : ranked) {
      ranks.put(token, ranks.size());
    }
    List<String> parts = new ArrayList<>(text.chars().mapToObj(c -> "" + (char) c).toList());
    if (ranks.containsKey(text)) {
      return List.of(text);
    }
    while (true) {
      int best = Integer.MAX_VALUE;
      int where = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
        if (rank < best) {
          best = rank;
          where = i;
        }
      }
      if (where < 0) {
        return parts;
      }
      parts.set(where, parts.get(where) + parts.remove(where + 1));
    }
  }

  private static List<byte[]> bytes(List<String> tokens) {
    return tokens.stream().map(token -> token.getBytes(StandardCharsets.US_ASCII)).toList();
  }
}
