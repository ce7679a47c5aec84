package ai.meterr.sandbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models that the lists show. A model that stands in none of them is answered all the same,
 * under the name it was asked by.
 */
final class Models {
  /**
   * @param id as callers ask for it
   * @param snapshot as answers name it
   */
  record Model(
      Api api,
      String id,
      String snapshot,
      String title,
      Instant created,
      int inputTokensMax,
      int outputTokensMax) {
    boolean embeds() {
      return id.contains("embedding");
    }
  }

  private static final List<Model> ALL =
      List.of(
          openai("gpt-5.4", "gpt-5.4-2026-03-05", "2026-03-05", 1_050_000),
          openai("gpt-5-mini", "gpt-5-mini-2025-08-07", "2025-08-07", 400_000),
          openai("gpt-5-nano", "gpt-5-nano-2025-08-07", "2025-08-07", 400_000),
          openai("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "2024-07-18", 128_000),
          openai(
              "gpt-3.5-turbo-instruct", "gpt-3.5-turbo-instruct:20230824-v2", "2023-08-24", 4_096),
          openai("text-embedding-3-small", "text-embedding-3-small", "2024-01-25", 8_191),
          openai("orchid-preview-1", "orchid-preview-1", "2026-11-17", 200_000),
          new Model(
              Api.ANTHROPIC,
              "claude-opus-4-8",
              "claude-opus-4-8",
              "Claude Opus 4.8",
              day("2026-06-16"),
              1_000_000,
              128_000),
          new Model(
              Api.ANTHROPIC,
              "claude-sonnet-4-6",
              "claude-sonnet-4-6",
              "Claude Sonnet 4.6",
              day("2026-02-17"),
              1_000_000,
              64_000),
          new Model(
              Api.ANTHROPIC,
              "claude-haiku-4-5-20251001",
              "claude-haiku-4-5-20251001",
              "Claude Haiku 4.5",
              day("2025-10-15"),
              200_000,
              64_000),
          gemini("gemini-2.5-pro", "Gemini 2.5 Pro", "2025-06-17"),
          gemini("gemini-2.5-flash", "Gemini 2.5 Flash", "2025-06-17"),
          gemini("gemini-3-flash-preview", "Gemini 3 Flash Preview", "2025-12-17"),
          gemini("gemini-embedding-001", "Gemini Embedding 001", "2025-07-14"));

  private Models() {}

  static List<Model> of(Api api) {
    return ALL.stream().filter(model -> model.api == api).toList();
  }

  static @Nullable Model find(Api api, String id) {
    return of(api).stream()
        .filter(model -> model.id.equals(id) || model.snapshot.equals(id))
        .findFirst()
        .orElse(null);
  }

  /** The name an answer gives to a model: its dated snapshot where the provider has one. */
  static String snapshot(String id) {
    if (id.equals("claude-haiku-4-5")) {
      return "claude-haiku-4-5-20251001";
    }
    return ALL.stream()
        .filter(model -> model.id.equals(id))
        .map(Model::snapshot)
        .findFirst()
        .orElse(id);
  }

  private static Model openai(String id, String snapshot, String created, int inputTokensMax) {
    return new Model(Api.OPENAI, id, snapshot, id, day(created), inputTokensMax, 128_000);
  }

  private static Model gemini(String id, String title, String created) {
    return new Model(Api.GEMINI, id, id, title, day(created), 1_048_576, 65_536);
  }

  private static Instant day(String date) {
    return Instant.parse(date + "T00:00:00Z");
  }
}
