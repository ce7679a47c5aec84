package ai.meterr.proxy;

import static io.netty.util.AsciiString.contentEqualsIgnoreCase;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** Headers that belong to one connection and never pass to the next (RFC 9110, 7.6.1). */
final class HopByHop {
  private static final List<CharSequence> FIXED =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.KEEP_ALIVE,
          HttpHeaderNames.PROXY_CONNECTION,
          HttpHeaderNames.PROXY_AUTHENTICATE,
          HttpHeaderNames.PROXY_AUTHORIZATION,
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.UPGRADE);

  private HopByHop() {}

  /**
   * Removes them, and those that {@code Connection} names: here, before anybody adds headers of
   * their own, or a client could name those and have them removed.
   */
  static void strip(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String named : headers.getAll(HttpHeaderNames.CONNECTION)) {
        for (String name : named.split(",", -1)) {
          stripNamed(headers, name.trim());
        }
      }
    }
    for (CharSequence name : FIXED) {
      headers.remove(name);
    }
  }

  private static void stripNamed(HttpHeaders headers, String name) {
    boolean endToEnd =
        name.isEmpty() || name.equalsIgnoreCase("host") || name.equalsIgnoreCase("content-length");
    if (!endToEnd) {
      headers.remove(name);
    }
  }

  /** Whether the kernel sets this header itself, or lets it pass to nobody. */
  static boolean isKernels(CharSequence name) {
    return switch (name.length()) {
      case 2 -> contentEqualsIgnoreCase(name, HttpHeaderNames.TE);
      case 6 -> contentEqualsIgnoreCase(name, HttpHeaderNames.EXPECT);
      case 7 ->
          contentEqualsIgnoreCase(name, HttpHeaderNames.UPGRADE)
              || contentEqualsIgnoreCase(name, HttpHeaderNames.TRAILER);
      case 10 ->
          contentEqualsIgnoreCase(name, HttpHeaderNames.CONNECTION)
              || contentEqualsIgnoreCase(name, HttpHeaderNames.KEEP_ALIVE);
      case 14 -> contentEqualsIgnoreCase(name, HttpHeaderNames.CONTENT_LENGTH);
      case 16 -> contentEqualsIgnoreCase(name, HttpHeaderNames.PROXY_CONNECTION);
      case 17 -> contentEqualsIgnoreCase(name, HttpHeaderNames.TRANSFER_ENCODING);
      case 18 -> contentEqualsIgnoreCase(name, HttpHeaderNames.PROXY_AUTHENTICATE);
      case 19 -> contentEqualsIgnoreCase(name, HttpHeaderNames.PROXY_AUTHORIZATION);
      default -> false;
    };
  }
}
