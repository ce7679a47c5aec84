package ai.meterr.gateway.signin;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.providers.KeyPlace;

/** What a secret turned out to be. */
public sealed interface SignIn permits HeaderKey, AwsKey, ServiceAccount {

  /**
   * A secret that begins with a brace is an account's JSON where the provider takes such accounts;
   * any other is the provider's own key.
   *
   * @throws Unusable where it is neither
   */
  static SignIn of(ProviderSecret secret, KeyPlace place) throws Unusable {
    KeyPlace.Account account =
        secret.value().startsWith("{") ? place.account() : KeyPlace.Account.NONE;
    return switch (account) {
      case NONE -> HeaderKey.of(place, secret.value());
      case AWS -> AwsKey.parse(secret.value());
      case GOOGLE -> ServiceAccount.parse(secret.value());
    };
  }

  /** A secret that signs nobody in. The message never holds any of it. */
  final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why);
    }

    /** What is wrong with the secret, to stand after "The key stored for x ". */
    public String why() {
      return String.valueOf(getMessage());
    }
  }
}
