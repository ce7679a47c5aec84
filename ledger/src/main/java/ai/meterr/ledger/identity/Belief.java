package ai.meterr.ledger.identity;

import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageSource;
import java.util.Comparator;

/**
 * How far a report is believed; the greater one counts. First by what its figures are: those of the
 * provider's answer are worth more than a count or a guess of whoever, and knowing nothing is worth
 * least. Then by the rank of the source, then an exchange before one that fetched its answer again.
 */
record Belief(int evidence, int rank, boolean isFirstHand) implements Comparable<Belief> {
  private static final Comparator<Belief> ORDER =
      Comparator.<Belief>comparingInt(belief -> belief.evidence)
          .thenComparingInt(Belief::rank)
          .thenComparing(Belief::isFirstHand);

  static Belief in(UsageEvent event, boolean looksBack) {
    return new Belief(evidence(event, looksBack), -event.source().ordinal(), !looksBack);
  }

  private static int evidence(UsageEvent event, boolean looksBack) {
    return switch (event.status()) {
      case UNKNOWN, INTERRUPTED, NO_USAGE -> 0;
      case ESTIMATED -> event.facts().usageSource() == UsageSource.COUNTED ? 2 : 1;
      // that fetching an answer was free says nothing of the call that made it
      case NOT_BILLED, FAILED -> looksBack ? 0 : 3;
      case PRICED, UNPRICED -> 3;
    };
  }

  @Override
  public int compareTo(Belief other) {
    return ORDER.compare(this, other);
  }
}
