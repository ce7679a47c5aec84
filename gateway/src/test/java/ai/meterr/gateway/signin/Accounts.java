package ai.meterr.gateway.signin;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Service accounts that nobody has: their key is made for the test. */
public final class Accounts {
  static final KeyPair KEYS = keys();
  private static final String LINE = "\\n";

  private Accounts() {}

  /** As Google's file looks. */
  public static String json(String tokenUri) {
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(KEYS.getPrivate().getEncoded())
            .replace("\n", LINE);
    return """
    {
      "type": "service_account",
      "project_id": "p",
      "private_key_id": "0123abcd",
      "private_key": "-----BEGIN PRIVATE KEY-----%s%s%s-----END PRIVATE KEY-----%s",
      "client_email": "meterr@p.iam.gserviceaccount.com",
      "client_id": "1",
      "token_uri": "%s",
      "universe_domain": "googleapis.com"
    }
    """
        .formatted(LINE, key, LINE, LINE, tokenUri);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
