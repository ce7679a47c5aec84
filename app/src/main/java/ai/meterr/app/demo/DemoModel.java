package ai.meterr.app.demo;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.ProviderId;

/** The models that the example organization uses, and how fast they are. */
enum DemoModel {
  OPUS(ProviderId.ANTHROPIC, "claude-opus-4-8", "claude-opus-4-8", 1_900, 62),
  SONNET(ProviderId.ANTHROPIC, "claude-sonnet-4-6", "claude-sonnet-4-6", 1_100, 74),
  HAIKU(ProviderId.ANTHROPIC, "claude-haiku-4-5", "claude-haiku-4-5-20251001", 520, 140),
  GPT(ProviderId.OPENAI, "gpt-5.4", "gpt-5.4-2026-03-05", 1_250, 78),
  GPT_MINI(ProviderId.OPENAI, "gpt-5-mini", "gpt-5-mini-2025-08-07", 760, 112),
  GPT_4O_MINI(ProviderId.OPENAI, "gpt-4o-mini", "gpt-4o-mini-2024-07-18", 480, 95),
  EMBEDDING(ProviderId.OPENAI, "text-embedding-3-small", "text-embedding-3-small", 140, 0),
  /** So new that the price book does not know it. */
  ORCHID(ProviderId.OPENAI, "orchid-preview-1", "orchid-preview-1", 900, 88),
  GEMINI_PRO(ProviderId.GEMINI, "gemini-2.5-pro", "gemini-2.5-pro", 1_700, 92),
  GEMINI_FLASH(ProviderId.GEMINI, "gemini-2.5-flash", "gemini-2.5-flash", 560, 165),
  GEMINI_3_FLASH(ProviderId.GEMINI, "gemini-3-flash-preview", "gemini-3-flash-preview", 610, 150);

  private final ProviderId provider;
  private final ModelId asked;
  private final ModelId answered;
  private final int firstTokenMillis;
  private final int tokensPerSecond;

  /**
   * @param tokensPerSecond 0 where nothing is generated
   */
  DemoModel(
      ProviderId provider,
      String asked,
      String answered,
      int firstTokenMillis,
      int tokensPerSecond) {
    this.provider = provider;
    this.asked = new ModelId(asked);
    this.answered = new ModelId(answered);
    this.firstTokenMillis = firstTokenMillis;
    this.tokensPerSecond = tokensPerSecond;
  }

  ProviderId provider() {
    return provider;
  }

  ModelId asked() {
    return asked;
  }

  ModelId answered() {
    return answered;
  }

  int firstTokenMillis() {
    return firstTokenMillis;
  }

  /** How long so many tokens take after the first. */
  long millisFor(long tokens) {
    return tokensPerSecond == 0 ? 0 : tokens * 1000 / tokensPerSecond;
  }

  /** As the provider's answers name the usual one. */
  String usualTier() {
    return provider.equals(ProviderId.OPENAI) ? "default" : "standard";
  }
}
