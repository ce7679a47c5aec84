package ai.meterr.catalog;

import java.util.Locale;

/**
 * What a call does: OpenTelemetry's {@code gen_ai.operation.name} where it has one, our own word
 * where it has none.
 */
public enum Operation {
  CHAT,
  TEXT_COMPLETION,
  GENERATE_CONTENT,
  EMBEDDINGS,
  RERANK,
  IMAGE_GENERATION,
  TRANSCRIPTION,
  SPEECH,
  MODERATION,
  REALTIME,
  BATCH,
  COUNT_TOKENS,
  MODELS,
  FILES,
  OTHER;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name in JSON, in storage and in filters. */
  public String wire() {
    return wire;
  }

  public static Operation fromWire(String wire) {
    for (Operation operation : values()) {
      if (operation.wire.equals(wire)) {
        return operation;
      }
    }
    return OTHER;
  }
}
