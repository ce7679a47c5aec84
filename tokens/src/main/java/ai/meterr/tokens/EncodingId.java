package ai.meterr.tokens;

/**
 * Names an encoding: a vocabulary with its splitting rule.
 *
 * @param name as its publisher spells it, such as {@code o200k_base}
 */
public record EncodingId(String name) {
  /** GPT-4o to GPT-5. */
  public static final EncodingId O200K_BASE = new EncodingId("o200k_base");

  /** gpt-oss; counts ordinary text as {@link #O200K_BASE} does. */
  public static final EncodingId O200K_HARMONY = new EncodingId("o200k_harmony");

  /** GPT-3.5 and GPT-4, embeddings 2 and 3. */
  public static final EncodingId CL100K_BASE = new EncodingId("cl100k_base");

  /** Codex and the later GPT-3 models. */
  public static final EncodingId P50K_BASE = new EncodingId("p50k_base");

  /** GPT-2 and GPT-3. */
  public static final EncodingId R50K_BASE = new EncodingId("r50k_base");

  /** Claude 1 and 2; nothing is published of later ones. */
  public static final EncodingId CLAUDE_LEGACY = new EncodingId("claude_legacy");

  /** Mistral 7B and Mixtral 8x7B: SentencePiece, 32,000 tokens. */
  public static final EncodingId MISTRAL_V1 = new EncodingId("mistral_v1");

  /** Mistral from Nemo on. */
  public static final EncodingId MISTRAL_TEKKEN = new EncodingId("mistral_tekken");

  /** Qwen 2 to 3. */
  public static final EncodingId QWEN = new EncodingId("qwen");

  /** DeepSeek V3 and R1. */
  public static final EncodingId DEEPSEEK_V3 = new EncodingId("deepseek_v3");

  public EncodingId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an encoding needs a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
