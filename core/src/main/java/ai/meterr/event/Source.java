package ai.meterr.event;

/** Who reported the event; where several did, the one that counts. Highest rank first. */
public enum Source implements Wire {
  PROVIDER,
  GATEWAY,
  SDK,
  OTLP,
  IMPORT,
  ESTIMATE
}
