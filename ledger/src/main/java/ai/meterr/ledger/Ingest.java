package ai.meterr.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import java.util.List;

/** Takes in what programs report. Blocking: durable on disk and in the ledger before it answers. */
public interface Ingest {
  /**
   * @param events of one organization, of which several may have one id
   */
  Answer take(OrganizationId organization, List<UsageEvent> events) throws InterruptedException;

  sealed interface Answer {
    /**
     * All of them are in the ledger.
     *
     * @param outcomes one per event, in their order
     */
    record Settled(List<Outcome> outcomes) implements Answer {
      public Settled {
        outcomes = List.copyOf(outcomes);
      }
    }

    /**
     * Not all of them are known to be in the ledger: some or all may be, or come into it later.
     * Reporting them again is harmless where they have ids of their own.
     *
     * @param why for the log; holds nothing of an event
     */
    record NotInTime(String why) implements Answer {}
  }
}
