package ai.meterr.ledger;

import ai.meterr.event.Wire;

/** What became of an arrival. */
public enum Outcome implements Wire {
  /** The call was not known: its event is counted. */
  COUNTED,
  /** The call was known, and this source is believed more: the sums now hold what it says. */
  CORRECTED,
  /** The call was known from another source, which is believed or says the same: the sums stay. */
  SEEN,
  /** The same source has reported the event before: the sums stay. */
  REPEATED,
  /** The store can never take it, for what it holds: it is put aside, and the sums stay. */
  REFUSED;

  public boolean changedSums() {
    return this == COUNTED || this == CORRECTED;
  }
}
