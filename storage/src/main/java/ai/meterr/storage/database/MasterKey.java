package ai.meterr.storage.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The one secret that opens all others: {@code METERR_MASTER_KEY}, or {@code keys/master.key}.
 * Never used itself, only keys derived from it (HKDF, RFC 5869).
 */
public final class MasterKey {
  private static final String FILE = "master.key";
  private static final int LENGTH_MIN = 16;
  private static final int FINGERPRINT_LENGTH = 16;
  private static final byte[] SALT = "meterr".getBytes(StandardCharsets.US_ASCII);

  private final byte[] secret;
  private final boolean made;

  private MasterKey(String secret, boolean made) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.made = made;
  }

  /**
   * @param given {@code METERR_MASTER_KEY}; null: the key of the folder, made where there is none
   * @throws CannotStart where the given one is too short to be a secret
   */
  public static MasterKey of(@Nullable String given, KeyFolder keys, SecureRandom random) {
    if (given != null) {
      if (given.length() < LENGTH_MIN) {
        throw new CannotStart(
            "METERR_MASTER_KEY must have at least "
                + LENGTH_MIN
                + " characters (for example: openssl rand -base64 32)");
      }
      return new MasterKey(given, false);
    }
    boolean made = keys.read(FILE).isEmpty();
    return new MasterKey(keys.readOrMake(FILE, () -> randomText(random)), made);
  }

  /**
   * As {@link #of}, and never makes one.
   *
   * @throws CannotStart where there is none, too
   */
  public static MasterKey known(@Nullable String given, KeyFolder keys, SecureRandom random) {
    if (given == null && keys.read(FILE).isEmpty()) {
      throw new CannotStart(
          "there is no master key: set METERR_MASTER_KEY, or put keys/"
              + FILE
              + " into METERR_DATA");
    }
    return of(given, keys, random);
  }

  /** 32 random bytes as text: a secret. */
  public static String randomText(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it was made just now, so that the start can say so. */
  public boolean made() {
    return made;
  }

  /** 32 bytes for one purpose; the same master key gives the same bytes on every node. */
  public byte[] derive(String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(SALT)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 25 has HKDF-SHA256", e);
    }
  }

  /** Tells one key from another and says nothing of either. */
  public String fingerprint() {
    return deriveText("fingerprint").substring(0, FINGERPRINT_LENGTH);
  }

  /** As {@link #derive}, as hexadecimal text. */
  String deriveText(String purpose) {
    return HexFormat.of().formatHex(derive(purpose));
  }
}
