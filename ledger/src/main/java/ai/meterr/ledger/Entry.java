package ai.meterr.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;

/**
 * What the ledger keeps and sums: the raw log holds exactly these, and a sum over them in any order
 * is right. A correction is two of them at one position: what stood before is taken back, what is
 * known now is added. Where an arrival shows that two events are one call, there is a third: the
 * event that goes is withdrawn.
 *
 * @param position of the arrival that it was made of; with the part it names the entry
 */
public record Entry(OrganizationId organization, Position position, Part part, UsageEvent event) {

  /** Whether an entry adds its event to the sums or takes it out again. */
  public enum Part {
    ADDS(0),
    /** What stood before the {@link #ADDS} of the same position. */
    TAKES_BACK(1),
    /** An event of another id that is the same call as the {@link #ADDS} of the same position. */
    WITHDRAWS(2);

    private final int code;

    Part(int code) {
      this.code = code;
    }

    /** Stands in storage; never changes. */
    public int code() {
      return code;
    }

    /** Whether the sums are less by its event. */
    public boolean subtracts() {
      return this != ADDS;
    }

    public static Part of(int code) {
      return values()[code];
    }
  }

  /** An entry of an event that is heard of for the first time. */
  public static Entry of(Arrival arrival) {
    return new Entry(arrival.organization(), arrival.position(), Part.ADDS, arrival.event());
  }
}
