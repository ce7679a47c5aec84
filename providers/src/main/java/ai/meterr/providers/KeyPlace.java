package ai.meterr.providers;

/**
 * The header that carries a provider's key, e.g. {@code authorization} with {@code "Bearer "}
 * before it. Names in lower case.
 *
 * @param account whose account a stored secret may be instead of a key
 */
public record KeyPlace(String header, String before, Account account) {
  public static final KeyPlace BEARER = new KeyPlace("authorization", "Bearer ");

  /** A cloud that takes more than keys of its own. */
  public enum Account {
    NONE,
    /** An access key of AWS, which signs each request. */
    AWS,
    /** A service account of Google's, which is given tokens for a while. */
    GOOGLE
  }

  public KeyPlace(String header, String before) {
    this(header, before, Account.NONE);
  }

  public KeyPlace or(Account other) {
    return new KeyPlace(header, before, other);
  }
}
