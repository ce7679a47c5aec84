package ai.meterr.tokens.vocabulary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code tokenizer.json}, as far as its vocabulary is byte-level BPE. */
public final class TokenizerJson {
  private TokenizerJson() {}

  /**
   * The vocabulary of such a file. Added tokens are left out: they are no ordinary text.
   *
   * @throws IllegalArgumentException where the file is something else
   */
  public static Vocabulary vocabulary(byte[] file) {
    Map<?, ?> root = map(Json.parse(new String(file, StandardCharsets.UTF_8)));
    Map<?, ?> model = map(root.get("model"));
    if (!"BPE".equals(model.get("type")) && model.get("merges") == null) {
      throw new IllegalArgumentException("no byte-pair encoding");
    }
    Set<String> added = new HashSet<>();
    for (Object token : list(root.get("added_tokens"))) {
      added.add((String) map(token).get("content"));
    }
    Map<String, Integer> index = new HashMap<>();
    List<byte[]> tokens = new ArrayList<>();
    for (Object token : map(model.get("vocab")).keySet()) {
      String name = (String) token;
      if (!added.contains(name)) {
        index.put(name, tokens.size());
        tokens.add(ByteLevel.bytes(name));
      }
    }
    List<int[]> merges = new ArrayList<>();
    for (Object entry : list(model.get("merges"))) {
      String[] pair = pair(entry);
      merges.add(
          new int[] {
            known(index, pair[0]), known(index, pair[1]), known(index, pair[0] + pair[1])
          });
    }
    int[] base = new int[256];
    for (int value = 0; value < 256; value++) {
      base[value] = known(index, ByteLevel.name(value));
    }
    boolean wholePretokens = Boolean.TRUE.equals(model.get("ignore_merges"));
    return VocabularyCompiler.ofMerges(tokens, base, merges, wholePretokens);
  }

  /** A merge is two names with a space between, or in newer files a list of two. */
  private static String[] pair(@Nullable Object merge) {
    if (merge instanceof String names) {
      int space = names.indexOf(' ');
      return new String[] {names.substring(0, space), names.substring(space + 1)};
    }
    List<?> names = list(merge);
    return new String[] {(String) names.get(0), (String) names.get(1)};
  }

  private static int known(Map<String, Integer> index, String name) {
    Integer at = index.get(name);
    if (at == null) {
      throw new IllegalArgumentException("no such token: " + name);
    }
    return at;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("no tokenizer.json: an object is missing");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("no tokenizer.json: a list is missing");
  }
}
