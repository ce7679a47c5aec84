package ai.meterr.event;

/** What calling an endpoint can mean for the bill. */
public enum EndpointKind {
  /** Its answers tell usage, and we read it. */
  METERED,
  /** Counting tokens: always free. */
  COUNTING,
  /** Known to cost nothing by the call: models, files. */
  NO_USAGE,
  /** May cost money and we cannot read how much. */
  UNKNOWN
}
