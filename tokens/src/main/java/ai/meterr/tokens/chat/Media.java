package ai.meterr.tokens.chat;

import ai.meterr.tokens.chat.Conversation.Message;

/**
 * What is not text in a conversation, by the providers' published rules; docs/reference/tokens.md
 * names the pages. What has no rule counts nothing, and is there all the same.
 *
 * @param parts how many there are
 */
record Media(int parts, long tokens) {
  /** A page of a PDF costs Claude its picture and its text: 1,500 to 3,000. */
  private static final int CLAUDE_PAGE = 2_000;

  private static final int GEMINI_AUDIO_SECOND = 32;

  /** What OpenAI bills for a second of sound: one token in 100 ms. */
  private static final int OPENAI_AUDIO_SECOND = 10;

  boolean isNone() {
    return parts == 0;
  }

  static Media of(String model, Conversation conversation) {
    int parts = 0;
    long tokens = 0;
    for (Message message : conversation.messages()) {
      for (Part part : message.parts()) {
        parts += part instanceof Part.Text ? 0 : 1;
        tokens += tokens(model, part);
      }
    }
    return new Media(parts, tokens);
  }

  private static long tokens(String model, Part part) {
    if (model.contains("claude")) {
      return claude(model, part);
    }
    return model.contains("gemini") ? gemini(model, part) : openAi(model, part);
  }

  private static long claude(String model, Part part) {
    boolean large = model.matches(".*claude-(opus-(4-[789]|[5-9]).*|(sonnet|haiku|fable)-[5-9].*)");
    return switch (part) {
      case Part.Image image ->
          large ? Pictures.anthropic(image, 2_576, 4_784) : Pictures.anthropic(image, 1_568, 1_568);
      case Part.Document(int pages) -> (long) CLAUDE_PAGE * Math.max(1, pages);
      default -> 0;
    };
  }

  private static long gemini(String model, Part part) {
    boolean three = model.contains("gemini-3");
    return switch (part) {
      case Part.Image image -> three ? 1_120 : Pictures.geminiTiles(image);
      case Part.Document(int pages) -> (three ? 560L : 258L) * Math.max(1, pages);
      case Part.Audio(int seconds) -> (long) GEMINI_AUDIO_SECOND * seconds;
      case Part.Video(int seconds) -> (three ? 70L : 263L) * seconds;
      default -> 0;
    };
  }

  private static long openAi(String model, Part part) {
    return switch (part) {
      case Part.Image image -> openAiPicture(model, image);
      case Part.Audio(int seconds) -> (long) OPENAI_AUDIO_SECOND * seconds;
      default -> 0;
    };
  }

  private static long openAiPicture(String model, Part.Image image) {
    if (model.startsWith("gpt-4o-mini")) {
      return Pictures.openAiTiles(image, 2_833, 5_667);
    }
    if (model.startsWith("gpt-4.1-mini") || model.startsWith("gpt-5-mini")) {
      return Pictures.openAiPatches(image, 1.62);
    }
    if (model.startsWith("gpt-4.1-nano") || model.startsWith("gpt-5-nano")) {
      return Pictures.openAiPatches(image, 2.46);
    }
    if (model.startsWith("o4-mini")) {
      return Pictures.openAiPatches(image, 1.72);
    }
    if (model.startsWith("gpt-5")) {
      return Pictures.openAiTiles(image, 70, 140);
    }
    return model.matches("o[13](-.*)?")
        ? Pictures.openAiTiles(image, 75, 150)
        : Pictures.openAiTiles(image, 85, 170);
  }
}
