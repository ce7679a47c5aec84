package ai.meterr.sandbox;

/**
 * A caller asked the sandbox itself for something that does not exist: answered with 400, so that a
 * misspelt fault never passes as health.
 */
final class BadOrder extends RuntimeException {
  BadOrder(String message) {
    super(message);
  }

  static long number(String text) {
    try {
      return Math.max(0, Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      throw new BadOrder("not a whole number: " + text.strip());
    }
  }
}
