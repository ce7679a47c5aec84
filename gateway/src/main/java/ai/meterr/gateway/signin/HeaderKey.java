package ai.meterr.gateway.signin;

import ai.meterr.providers.KeyPlace;

/**
 * A header that signs in: a provider's key, or a token.
 *
 * @param value scheme and secret
 */
public record HeaderKey(String name, String value) implements SignIn {
  static HeaderKey of(KeyPlace place, String secret) throws Unusable {
    if (!canCarry(secret)) {
      throw new Unusable("holds characters that no header may hold.");
    }
    return new HeaderKey(place.header(), place.before() + secret);
  }

  /** Whether a secret, which a person entered or a server sent, is fit to stand in a header. */
  static boolean canCarry(String secret) {
    return !secret.isEmpty() && secret.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  @Override
  public String toString() {
    return name + ": …";
  }
}
