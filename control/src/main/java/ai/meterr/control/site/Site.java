package ai.meterr.control.site;

import ai.meterr.control.answer.Answers;
import ai.meterr.control.site.SiteFile.Coding;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The pages. Every address under {@code /app} that is no file is the web app's own: it gets {@code
 * index.html}. Helidon's static content cannot serve precompressed files, so these lines do.
 */
public final class Site {
  private static final String ROOT = "/web/";
  private static final String APP = "app/";

  /** The same page, which shows something else there: nobody has to be signed in. */
  private static final String CALCULATOR = "calculator";

  /** What the build names by its content: it never changes under its name. */
  private static final Pattern HASHED = Pattern.compile("assets/.+-[A-Za-z0-9_-]{8,}\\.[a-z0-9]+");

  /** No dot at the beginning of a segment: no way up, nothing hidden. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private static final int PATH_LENGTH_MAX = 256;

  /** Styles may stand inline: dialogs and popovers place themselves with them. Scripts may not. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> SECURITY =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  /** Holds what exists, and so is bounded by the build. */
  private final Map<String, SiteFile> files = new ConcurrentHashMap<>();

  public void show(ServerRequest request, ServerResponse response) {
    SECURITY.forEach(response::header);
    String path = request.path().rawPath();
    if (path.equals("/")) {
      response.header(HeaderNames.LOCATION, "/app/");
      response.header(HeaderNames.CACHE_CONTROL, "no-cache");
      response.status(302).send();
      return;
    }
    String name = path.substring(1);
    Optional<SiteFile> file = isFileName(name) ? file(name) : Optional.empty();
    if (file.isPresent()) {
      send(request, response, file.get(), HASHED.matcher(name).matches());
      return;
    }
    Optional<SiteFile> page = isPageOfTheApp(name) ? file("index.html") : Optional.empty();
    if (page.isPresent()) {
      send(request, response, page.get(), false);
      return;
    }
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    Answers.text(response, 404, "There is no such page.\n");
  }

  private static boolean isPageOfTheApp(String name) {
    return name.equals("app") || name.startsWith(APP) || name.equals(CALCULATOR);
  }

  private static boolean isFileName(String name) {
    return name.length() <= PATH_LENGTH_MAX
        && PLAIN.matcher(name).matches()
        && name.lastIndexOf('.') > name.lastIndexOf('/');
  }

  private Optional<SiteFile> file(String name) {
    SiteFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<SiteFile> loaded = SiteFile.load(Site.class, ROOT + name);
    loaded.ifPresent(file -> files.put(name, file));
    return loaded;
  }

  private static void send(
      ServerRequest request, ServerResponse response, SiteFile file, boolean hashed) {
    Coding coding = coding(file, text(request, HeaderNames.ACCEPT_ENCODING));
    String etag = "\"" + file.etag() + coding.headerName() + "\"";
    response.header(HeaderNames.ETAG, etag);
    response.header(HeaderNames.VARY, "Accept-Encoding");
    response.header(
        HeaderNames.CACHE_CONTROL, hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (isSame(etag, text(request, HeaderNames.IF_NONE_MATCH))) {
      response.status(304).send();
      return;
    }
    byte[] body = file.bodies().getOrDefault(coding, new byte[0]);
    response.header(HeaderNames.CONTENT_TYPE, file.contentType());
    if (coding != Coding.NONE) {
      response.header(HeaderNames.CONTENT_ENCODING, coding.headerName());
    }
    if (request.prologue().method() == Method.HEAD) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      response.send();
    } else {
      response.send(body);
    }
  }

  private static Coding coding(SiteFile file, String accepted) {
    for (Coding coding : Coding.values()) {
      if (file.bodies().containsKey(coding)
          && (coding == Coding.NONE || accepts(accepted, coding.headerName()))) {
        return coding;
      }
    }
    return Coding.NONE;
  }

  private static boolean accepts(String header, String coding) {
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] words = part.strip().split("\\s*;\\s*", 2);
      if (words[0].equals(coding)) {
        return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static boolean isSame(String etag, String ifNoneMatch) {
    for (String given : ifNoneMatch.split(",", -1)) {
      String tag = given.strip();
      if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
        return true;
      }
    }
    return false;
  }

  private static String text(ServerRequest request, HeaderName name) {
    return request.headers().contains(name) ? String.join(",", request.headers().values(name)) : "";
  }
}
