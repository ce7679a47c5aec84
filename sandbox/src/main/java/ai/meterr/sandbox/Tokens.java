package ai.meterr.sandbox;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The sandbox's own count of tokens: four for three words, which real tokenizers come near to for
 * English. Deterministic, never zero.
 */
final class Tokens {
  /**
   * What Gemini counts for one tile of a picture (ai.google.dev/gemini-api/docs/tokens, read
   * 2026-11-24).
   */
  private static final int PICTURE = 258;

  private static final int LONGEST_WORD = 400;
  private static final Set<String> NOT_READ =
      Set.of(
          "cache_control",
          "type",
          "role",
          "id",
          "tool_use_id",
          "call_id",
          "thoughtSignature",
          "signature",
          "encrypted_content");

  private Tokens() {}

  static long of(String text) {
    long words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean blank = text.charAt(i) <= ' ';
      words += !blank && !inWord ? 1 : 0;
      inWord = !blank;
    }
    if (words <= 1 && text.length() > LONGEST_WORD) {
      return PICTURE;
    }
    return Math.max(1, Math.max((words * 4 + 2) / 3, text.length() / 12));
  }

  /** Every string a model would read below this node. */
  static long ofTree(JsonNode node) {
    if (node.isString()) {
      return of(node.stringValue());
    }
    long sum = 0;
    if (node.isArray()) {
      for (JsonNode element : node) {
        sum += ofTree(element);
      }
    } else if (node.isObject()) {
      for (var member : node.properties()) {
        sum += NOT_READ.contains(member.getKey()) ? 0 : ofTree(member.getValue());
      }
    }
    return sum;
  }

  /** A tool's declaration costs its schema as well as its words. */
  static long ofDeclarations(JsonNode tools) {
    return tools.isEmpty() ? 0 : Math.max(1, tools.toString().length() / 4);
  }
}
