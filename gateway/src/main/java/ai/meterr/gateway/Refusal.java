package ai.meterr.gateway;

import org.jspecify.annotations.Nullable;

/**
 * An answer of Meterr's own to a call. All statuses of the data plane are decided here.
 *
 * @param code begins with {@code meterr_}
 * @param message for people; never holds a key, a prompt or an answer
 * @param retryAfterSeconds null: no {@code Retry-After}
 */
record Refusal(int status, String code, String message, @Nullable Integer retryAfterSeconds) {

  static Refusal noKey() {
    return new Refusal(
        401,
        "meterr_no_key",
        "No Meterr key came with this call. Put it where the provider's own key goes, or into"
            + " x-meterr-key.",
        null);
  }

  static Refusal wrongKey() {
    return new Refusal(
        401, "meterr_wrong_key", "This Meterr key is not known here, or it was revoked.", null);
  }

  static Refusal mayNotCall() {
    return new Refusal(403, "meterr_not_allowed", "This Meterr key may not call providers.", null);
  }

  static Refusal browser() {
    return new Refusal(
        403,
        "meterr_browser_navigation",
        "This address is for programs. What a provider returns is never shown as a page of this"
            + " site.",
        null);
  }

  static Refusal badAttribution(String what) {
    return new Refusal(400, "meterr_bad_attribution", what, null);
  }

  static Refusal notJson(String where) {
    return new Refusal(
        400, "meterr_not_json", "The body is not JSON that this API takes: " + where, null);
  }

  static Refusal clientGone() {
    return new Refusal(400, "meterr_client_gone", "", null);
  }

  static Refusal dotSegments() {
    return new Refusal(
        400,
        "meterr_bad_path",
        "A path with . or .. in it could mean two things, so it goes nowhere.",
        null);
  }

  static Refusal unusableProviderKey(String provider, String why) {
    return new Refusal(
        503, "meterr_provider_key_malformed", "The key stored for " + provider + " " + why, 60);
  }

  static Refusal noRegion(String provider) {
    return new Refusal(
        503,
        "meterr_provider_not_configured",
        "Which region "
            + provider
            + " is signed in to is said neither by its host's name nor by the key stored for it.",
        60);
  }

  static Refusal signInRefused(String provider, String why) {
    return new Refusal(
        502,
        "meterr_sign_in_refused",
        "The service account stored for " + provider + " was given no token: " + why + ".",
        null);
  }

  static Refusal signInFailed(String provider) {
    return new Refusal(
        503,
        "meterr_sign_in_unavailable",
        "The token endpoint that " + provider + "'s service account asks did not answer in time.",
        5);
  }

  static Refusal notFound() {
    return new Refusal(
        404, "meterr_not_found", "No provider and no page of this site stands at this path.", null);
  }

  static Refusal noBase(String provider) {
    return new Refusal(
        503,
        "meterr_provider_not_configured",
        "Where "
            + provider
            + " is has not been configured: set METERR_"
            + provider.toUpperCase(java.util.Locale.ROOT)
            + "_BASE_URL.",
        60);
  }

  static Refusal tooLarge(long bytesMax) {
    return new Refusal(
        413, "meterr_too_large", "The body is larger than " + (bytesMax >> 20) + " MiB.", null);
  }

  static Refusal noRoom() {
    return new Refusal(503, "meterr_busy", "Too many large bodies are being held just now.", 1);
  }

  static Refusal keysNotReadable() {
    return new Refusal(
        503,
        "meterr_keys_unavailable",
        "Keys cannot be looked up just now, and this one is not remembered.",
        5);
  }

  static Refusal journalRefused() {
    return new Refusal(
        503,
        "meterr_journal_unavailable",
        "This call cannot be recorded just now, so it is not made.",
        10);
  }

  static Refusal providerUnreachable(String provider) {
    return new Refusal(
        502,
        "meterr_provider_unreachable",
        provider + " could not be reached, or broke the connection before its answer began.",
        null);
  }

  static Refusal providerSilent(String provider) {
    return new Refusal(504, "meterr_provider_silent", provider + " did not answer in time.", null);
  }

  static Refusal providerBroke(String provider) {
    return new Refusal(
        502, "meterr_provider_broke", provider + " broke off in the middle of its answer.", null);
  }

  static Refusal addressNotAllowed() {
    return new Refusal(
        403,
        "meterr_address_not_allowed",
        "This provider's address lies in a network that the operator has not allowed.",
        null);
  }
}
