package ai.meterr.gateway;

import ai.meterr.access.Caller;
import ai.meterr.tenancy.Attribution;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads from a call's headers what it is booked on. */
final class Attributions {
  static final String PREFIX = "x-meterr-";

  private Attributions() {}

  /**
   * @param notes what was said but does not count
   */
  record Read(Attribution attribution, List<String> notes) {}

  /** A header that cannot be booked as it is: too long, too many, malformed. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static Read of(HttpHeaders headers, Caller caller) throws Malformed {
    List<String> notes = new ArrayList<>(1);
    String team = bound("team", caller.boundTeam(), name(headers, "team"), notes);
    String project = bound("project", caller.boundProject(), name(headers, "project"), notes);
    Attribution attribution =
        new Attribution(
            caller.keyPrefix(),
            project,
            team,
            name(headers, "user"),
            name(headers, "session"),
            name(headers, "feature"),
            name(headers, "environment"),
            tags(headers));
    return new Read(attribution, notes);
  }

  private static @Nullable String bound(
      String what, @Nullable String byKey, @Nullable String said, List<String> notes) {
    if (byKey != null && said != null && !byKey.equals(said)) {
      notes.add("the key is bound to its " + what + "; what the call said was not used");
    }
    return byKey != null ? byKey : said;
  }

  private static @Nullable String name(HttpHeaders headers, String what) throws Malformed {
    String value = headers.get(PREFIX + what);
    return value == null || value.isBlank() ? null : checked(PREFIX + what, value.trim());
  }

  private static SortedMap<String, String> tags(HttpHeaders headers) throws Malformed {
    SortedMap<String, String> tags = new TreeMap<>();
    for (String pair : String.join(",", headers.getAll(PREFIX + "tags")).split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new Malformed("x-meterr-tags must be name=value, separated by commas.");
      }
      tags.put(
          checked("a tag's name", pair.substring(0, equals).trim()),
          checked("a tag's value", pair.substring(equals + 1).trim()));
    }
    if (tags.size() > Attribution.TAGS_MAX) {
      throw new Malformed("x-meterr-tags holds more than " + Attribution.TAGS_MAX + " tags.");
    }
    return tags;
  }

  private static String checked(String what, String value) throws Malformed {
    String text = utf8(value);
    if (text.length() > Attribution.NAME_MAX) {
      throw new Malformed(what + " is longer than " + Attribution.NAME_MAX + " characters.");
    }
    return text;
  }

  /** Header bytes come as Latin-1; programs write names in UTF-8. */
  private static String utf8(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0x7F) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return value;
  }
}
