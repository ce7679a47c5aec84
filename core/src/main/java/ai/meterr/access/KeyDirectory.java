package ai.meterr.access;

/**
 * Finds who a key belongs to. Blocking; the gateway calls it off its event loops and behind a
 * cache.
 */
public interface KeyDirectory {
  Found find(KeyHash key);

  sealed interface Found {
    record Known(Caller caller) implements Found {}

    /** No such key, or revoked. */
    record Unknown() implements Found {}
  }

  /** The directory cannot be asked just now; a caller gets 503, never 401. */
  final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unavailable(String doing, Throwable cause) {
      super(doing, cause);
    }
  }
}
