package ai.meterr.catalog;

import java.util.regex.Pattern;

/**
 * A provider by our name for it: lower case, digits and {@code _}. In a path, {@code -} stands for
 * {@code _}.
 */
public record ProviderId(String name) implements Comparable<ProviderId> {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  public static final ProviderId OPENAI = new ProviderId("openai");
  public static final ProviderId ANTHROPIC = new ProviderId("anthropic");
  public static final ProviderId GEMINI = new ProviderId("gemini");

  public ProviderId {
    if (!isWellFormed(name)) {
      throw new IllegalArgumentException("not a provider name: " + name);
    }
  }

  public static boolean isWellFormed(String name) {
    return FORM.matcher(name).matches();
  }

  @Override
  public int compareTo(ProviderId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
