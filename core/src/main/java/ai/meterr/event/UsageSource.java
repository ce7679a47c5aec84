package ai.meterr.event;

/** Whose figures an event's usage are. */
public enum UsageSource implements Wire {
  PROVIDER,
  /** Counted by us, exactly. */
  COUNTED,
  ESTIMATED,
  /** There is none to have: nothing was consumed that is billed. */
  NONE,
  UNKNOWN
}
