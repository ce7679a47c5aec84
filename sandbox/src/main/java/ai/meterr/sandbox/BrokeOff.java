package ai.meterr.sandbox;

/**
 * The answer is to turn into an error here, in the middle of its stream; the API says in which
 * frame.
 */
final class BrokeOff extends Exception {
  BrokeOff() {
    super("broken off on request");
  }
}
