package ai.meterr.ledger.journal;

import java.util.UUID;

/**
 * Names one journal, i.e. one data folder. A copied folder has the same id and an older epoch: it
 * is refused.
 */
public record JournalId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
