package ai.meterr.ledger.rawlog;

/** The raw log cannot be read or written just now. */
public final class RawLogUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param doing what was tried, without any value of anybody's
   */
  public RawLogUnavailable(String doing, Throwable cause) {
    super(doing, cause);
  }

  public RawLogUnavailable(String doing) {
    super(doing);
  }
}
