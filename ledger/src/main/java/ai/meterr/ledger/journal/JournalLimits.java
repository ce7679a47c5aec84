package ai.meterr.ledger.journal;

import java.time.Duration;

/**
 * How large the journal and its parts may get.
 *
 * @param segmentBytes a segment that has grown past it is followed by a new one
 * @param allocationBytes by how much a segment's file is lengthened at a time
 * @param slackBytes kept free, above what is reserved, for close records longer than their
 *     reservation
 * @param waitingMax records that may wait for the writer: past it opens are refused
 * @param keep how long an applied segment is kept, so that a restored database can catch up
 * @param keepBytes applied segments past it go at once
 */
public record JournalLimits(
    long segmentBytes,
    int allocationBytes,
    int slackBytes,
    int waitingMax,
    Duration keep,
    long keepBytes) {
  private static final int MIB = 1 << 20;
  private static final long GIB = 1L << 30;

  public JournalLimits {
    if (segmentBytes <= 0 || allocationBytes <= 0 || slackBytes < 0 || waitingMax <= 0) {
      throw new IllegalArgumentException("a limit of the journal is not positive");
    }
  }

  /** The usual ones, with {@code METERR_JOURNAL_KEEP}. */
  public static JournalLimits keeping(Duration keep) {
    return new JournalLimits(64 * MIB, MIB, MIB, 16_384, keep, 20 * GIB);
  }
}
