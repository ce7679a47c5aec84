package ai.meterr.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A Meterr key as a caller sends it. A secret: {@link #toString} shows its public prefix only. No
 * key is refused for its check part alone: keys given by an operator ({@code METERR_INIT_KEY}) have
 * none.
 */
public final class MeterrKey {
  public static final String PREFIX = "mtr_";
  private static final Pattern FORM = Pattern.compile("mtr_[A-Za-z0-9_-]{24,128}");
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
  private static final int RANDOM_BYTES = 32;

  /** Digits of base 62 that hold 32 bytes, and 4. */
  private static final int RANDOM_LENGTH = 43;

  private static final int CHECK_LENGTH = 6;
  private static final int SHOWN = PREFIX.length() + 6;

  private final String secret;

  public MeterrKey(String secret) {
    if (!looksLikeOne(secret)) {
      throw new IllegalArgumentException("a Meterr key is mtr_ and 24 to 128 of A-Z a-z 0-9 _ -");
    }
    this.secret = secret;
  }

  /**
   * A new key: 32 random bytes and a check part, in base 62. The check part lets people see that a
   * key was copied in full.
   */
  public static MeterrKey generate(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    CRC32 check = new CRC32();
    check.update(bytes);
    return new MeterrKey(
        PREFIX
            + base62(new BigInteger(1, bytes), RANDOM_LENGTH)
            + base62(BigInteger.valueOf(check.getValue()), CHECK_LENGTH));
  }

  private static String base62(BigInteger number, int length) {
    StringBuilder digits = new StringBuilder();
    BigInteger rest = number;
    for (int i = 0; i < length; i++) {
      BigInteger[] divided = rest.divideAndRemainder(BASE);
      digits.append(DIGITS.charAt(divided[1].intValue()));
      rest = divided[0];
    }
    return digits.reverse().toString();
  }

  /** The whole key: to be shown once, to whoever asked for it. */
  public String secret() {
    return secret;
  }

  public static boolean looksLikeOne(String text) {
    // asked of every credential of every call: most are a provider's own
    return text.startsWith(PREFIX) && FORM.matcher(text).matches();
  }

  /** The part that may be shown: enough to recognise a key, useless to anyone else. */
  public String prefix() {
    return secret.substring(0, SHOWN);
  }

  public String lastFour() {
    return secret.substring(secret.length() - 4);
  }

  /** What is stored and looked up instead of the key. */
  public KeyHash hash() {
    try {
      return new KeyHash(
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return prefix() + "…";
  }
}
