package ai.meterr.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/**
 * Tells a browser that is about to show or run an answer from a program that will read it. Over
 * plain HTTP browsers leave out {@code Sec-Fetch-…}, but no navigation of theirs lacks {@code
 * Upgrade-Insecure-Requests} (https://www.w3.org/TR/upgrade-insecure-requests/#preference, read
 * 2026-11-24).
 */
final class Navigation {
  /** Where an answer is fetched to be shown or run, whatever the mode (Fetch, "destination"). */
  private static final Set<String> SHOWN_OR_RUN =
      Set.of(
          "audioworklet",
          "document",
          "embed",
          "fencedframe",
          "frame",
          "iframe",
          "object",
          "paintworklet",
          "script",
          "serviceworker",
          "sharedworker",
          "style",
          "worker",
          "xslt");

  private Navigation() {}

  static boolean is(HttpHeaders headers) {
    String destination = headers.get("sec-fetch-dest");
    return "navigate".equalsIgnoreCase(headers.get("sec-fetch-mode"))
        || headers.contains("upgrade-insecure-requests")
        || (destination != null && SHOWN_OR_RUN.contains(destination.toLowerCase(Locale.ROOT)));
  }
}
