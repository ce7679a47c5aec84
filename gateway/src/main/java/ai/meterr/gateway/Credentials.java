package ai.meterr.gateway;

import ai.meterr.access.MeterrKey;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
  private static final String QUERY_KEY = "key";
  private static final String BEARER = "Bearer";

  /**
   * Every header that carries a provider's key somewhere; of several Meterr keys the first wins.
   */
  static final List<String> PLACES =
      List.of("authorization", "x-api-key", "x-goog-api-key", "api-key");

  static Credentials of(HttpHeaders headers, String query) {
    MeterrKey key = meterrKey(headers.get(METERR_HEADER));
    boolean bringsOwn = false;
    for (String place : PLACES) {
      for (String value : headers.getAll(place)) {
        MeterrKey found = meterrKey(value);
        if (found == null) {
          bringsOwn |= !isEmpty(value);
        } else if (key == null) {
          key = found;
        }
      }
    }
    StringBuilder rest = new StringBuilder(query.length());
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : part.substring(equals + 1);
      MeterrKey found = meterrKey(decoded(value));
      if (found != null) {
        key = key == null && name.equals(QUERY_KEY) ? found : key;
        continue;
      }
      bringsOwn |= name.equals(QUERY_KEY) && !value.isEmpty();
      rest.append(rest.isEmpty() ? "" : "&").append(part);
    }
    return new Credentials(
        key, bringsOwn, rest.length() == query.length() ? query : rest.toString());
  }

  /** Whether a header's value is a Meterr key: such a header never reaches a provider. */
  static boolean isMeterrKey(String value) {
    return meterrKey(value) != null;
  }

  /** Clients that were given no key of their own still write the scheme. */
  private static boolean isEmpty(String value) {
    return value.isBlank() || value.trim().equalsIgnoreCase(BEARER);
  }

  private static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }

  /** A key alone or behind a scheme. */
  private static @Nullable MeterrKey meterrKey(@Nullable String value) {
    if (value == null || !value.contains(MeterrKey.PREFIX)) {
      return null;
    }
    String word = value.trim();
    word = word.substring(word.lastIndexOf(' ') + 1);
    return MeterrKey.looksLikeOne(word) ? new MeterrKey(word) : null;
  }
}
