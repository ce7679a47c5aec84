package ai.meterr.pricing;

/** Prices that contradict each other, leave a hole or cannot be read. The message says where. */
public final class BadPriceBook extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadPriceBook(String message) {
    super(message);
  }
}
