package ai.meterr.tokens.chat;

/** A part of a message. */
public sealed interface Part {
  record Text(String text) implements Part {}

  /**
   * A picture.
   *
   * @param width in pixels; 0 where nobody knows
   * @param height in pixels; 0 where nobody knows
   * @param detail how closely the model is to look
   */
  record Image(int width, int height, Detail detail) implements Part {
    boolean isMeasured() {
      return width > 0 && height > 0;
    }
  }

  /**
   * A document that is read page by page, such as a PDF.
   *
   * @param pages 0 where nobody knows
   */
  record Document(int pages) implements Part {}

  /**
   * @param seconds 0 where nobody knows
   */
  record Audio(int seconds) implements Part {}

  /**
   * @param seconds 0 where nobody knows
   */
  record Video(int seconds) implements Part {}

  /** Something that costs nobody knows how much: a file by its id, a signature, a search result. */
  record Unknown(String kind) implements Part {}

  /** OpenAI's and Gemini's word for how closely a picture is looked at. */
  enum Detail {
    LOW,
    HIGH,
    AUTO
  }
}
