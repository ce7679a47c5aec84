package ai.meterr.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A Meterr key as a caller sends it. A secret: {@link #toString} shows its public prefix only. No
 * key is refused for its check part alone: keys given by an operator ({@code METERR_INIT_KEY}) have
 * none.
 */
public final class MeterrKey {
  public static final String PREFIX = "mtr_";
  private static final Pattern FORM = Pattern.compile("mtr_[A-Za-z0-9_-]{24,128}");
  private static final int SHOWN = PREFIX.length() + 6;

  private final String secret;

  public MeterrKey(String secret) {
    if (!looksLikeOne(secret)) {
      throw new IllegalArgumentException("a Meterr key is mtr_ and 24 to 128 of A-Z a-z 0-9 _ -");
    }
    this.secret = secret;
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
