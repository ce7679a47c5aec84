package ai.meterr.tokens.vocabulary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** tiktoken's files: one token a line, in base 64, a space, its rank. */
public final class RankFile {
  private record Ranked(byte[] token, int rank) {}

  private RankFile() {}

  /**
   * The vocabulary of such a file.
   *
   * @throws IllegalArgumentException where the file is something else
   */
  public static Vocabulary vocabulary(byte[] file) {
    List<Ranked> ranked = new ArrayList<>();
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n")) {
      int space = line.indexOf(' ');
      byte[] token = Base64.getDecoder().decode(line.substring(0, space));
      ranked.add(new Ranked(token, Integer.parseInt(line.substring(space + 1).strip())));
    }
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    return VocabularyCompiler.ofRanks(ranked.stream().map(Ranked::token).toList());
  }
}
