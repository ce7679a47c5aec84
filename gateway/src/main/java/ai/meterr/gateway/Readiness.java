package ai.meterr.gateway;

/** Whether this node can take calls. */
public sealed interface Readiness {
  record Ready() implements Readiness {}

  /** It takes calls, but something is wrong that people should see to. */
  record Degraded(String why) implements Readiness {}

  record NotReady(String why) implements Readiness {}
}
