package ai.meterr.control.ingest;

import ai.meterr.event.UsageEvent;
import org.jspecify.annotations.Nullable;

/** One event of a body, as far as it could be read. */
sealed interface Sent {
  record Readable(UsageEvent event) implements Sent {}

  /**
   * @param id the sender's, where it could be read
   * @param error names the field and says what is wrong with it
   */
  record Rejected(@Nullable String id, String error) implements Sent {}
}
