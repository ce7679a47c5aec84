package ai.meterr.app.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operator of the tests sets: data in a folder of the test's, one organization, all
 * providers at one place.
 */
final class Environments {
  static final String KEY = "mtr_e2e0123456789abcdefghijklmnop";
  static final String EMAIL = "owner@example.com";
  static final String PASSWORD = "a password of the tests";

  private Environments() {}

  static Map<String, String> of(Path data, URI providers) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("METERR_DATA", data.toString());
    environment.put("METERR_PORT", "0");
    environment.put("METERR_INIT_ORGANIZATION", "Example");
    environment.put("METERR_INIT_EMAIL", EMAIL);
    environment.put("METERR_INIT_PASSWORD", PASSWORD);
    environment.put("METERR_INIT_KEY", KEY);
    for (String provider : new String[] {"OPENAI", "ANTHROPIC", "GEMINI"}) {
      environment.put("METERR_" + provider + "_BASE_URL", providers.toString());
      environment.put("METERR_" + provider + "_API_KEY", "sk-of-the-deployment-" + provider);
    }
    return environment;
  }

  /** A text that may be shown: without the key and the password. */
  static String hidden(String text) {
    return text.replace(KEY, "…").replace(PASSWORD, "…");
  }
}
