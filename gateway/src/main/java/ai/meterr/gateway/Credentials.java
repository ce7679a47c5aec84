package ai.meterr.gateway;

import ai.meterr.access.MeterrKey;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that came with a call: the caller's Meterr key, from wherever a provider's own key goes,
 * and whether the caller brought its own provider key beside it.
 *
 * @param meterrKey null where none came
 * @param bringsOwn whether a provider key of the caller's remains when every Meterr key is taken
 *     out
 * @param query the query without a Meterr key in it
 */
record Credentials(@Nullable MeterrKey meterrKey, boolean bringsOwn, String query) {
  static final String METERR_HEADER = "x-meterr-key";
  private static final String AUTHORIZATION = "authorization";
  private static final String BEARER = "Bearer ";

  /** Every header that carries a provider's key somewhere. */
  static final Set<String> PLACES = Set.of(AUTHORIZATION, "x-api-key", "x-goog-api-key", "api-key");

  static Credentials of(HttpHeaders headers, String query) {
    MeterrKey key = meterrKey(headers.get(METERR_HEADER));
    boolean bringsOwn = false;
    for (String place : PLACES) {
      for (String value : headers.getAll(place)) {
        MeterrKey found = meterrKey(bare(place, value));
        if (found == null) {
          bringsOwn |= !value.isBlank();
        } else if (key == null) {
          key = found;
        }
      }
    }
    StringBuilder rest = new StringBuilder(query.length());
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      if (part.startsWith("key=")) {
        MeterrKey found = meterrKey(decoded(part.substring(4)));
        if (found != null) {
          key = key == null ? found : key;
          continue;
        }
        bringsOwn = true;
      }
      rest.append(rest.isEmpty() ? "" : "&").append(part);
    }
    return new Credentials(
        key, bringsOwn, rest.length() == query.length() ? query : rest.toString());
  }

  /** Whether a header's value is a Meterr key: such a header never reaches a provider. */
  static boolean isMeterrKey(String place, String value) {
    return meterrKey(bare(place, value)) != null;
  }

  private static String bare(String place, String value) {
    return place.equals(AUTHORIZATION) && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).trim()
        : value;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }

  private static @Nullable MeterrKey meterrKey(@Nullable String value) {
    return value != null && MeterrKey.looksLikeOne(value) ? new MeterrKey(value) : null;
  }
}
