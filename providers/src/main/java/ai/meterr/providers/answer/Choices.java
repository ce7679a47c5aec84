package ai.meterr.providers.answer;

import ai.meterr.providers.json.Picked;
import java.util.BitSet;

/**
 * Which of the alternatives that one stream carries side by side have told their finish reason: a
 * client that asked for several goes on reading until the last has.
 */
public final class Choices {
  private static final int INDEX_MAX = 1024;

  private final String finishReason;
  private final BitSet running = new BitSet();
  private boolean anyFinished;

  /**
   * @param finishReason the member that tells it
   */
  public Choices(String finishReason) {
    this.finishReason = finishReason;
  }

  public void read(Picked choices) {
    for (Picked choice : choices.items()) {
      int index = index(choice.at("index"));
      if (choice.at(finishReason).isThere()) {
        running.clear(index);
        anyFinished = true;
      } else {
        running.set(index);
      }
    }
  }

  private static int index(Picked value) {
    return value.number() == null ? 0 : Math.clamp(value.number().longValue(), 0, INDEX_MAX);
  }

  /** Whether all that were seen have finished. */
  public boolean areFinished() {
    return anyFinished && running.isEmpty();
  }
}
