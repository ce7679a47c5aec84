package ai.meterr.providers;

/**
 * The header that carries a provider's key, e.g. {@code authorization} with {@code "Bearer "}
 * before it. Names in lower case.
 */
public record KeyPlace(String header, String before) {
  public static final KeyPlace BEARER = new KeyPlace("authorization", "Bearer ");
}
