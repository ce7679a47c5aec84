package ai.meterr.ledger.journal;

/** When a record counts as durable ({@code METERR_SYNC}). */
public enum Sync {
  /**
   * In the page cache, on disk within 100 ms: a killed process loses nothing, a power cut at most
   * that.
   */
  OS,
  /** On disk: records that wait together share one fdatasync. */
  DISK
}
