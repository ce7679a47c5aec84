package ai.meterr.proxy;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a request's head must keep so that no two servers can read it differently. Netty's
 * parser has refused much before (two lengths, a length beside chunks, bare line feeds, spaces
 * before a colon, control characters); what is left is here.
 *
 * @param target in origin form
 * @param declaredLength bytes of the body, -1 where it is chunked, 0 where there is none
 */
record RequestHead(
    String method,
    String target,
    HttpHeaders headers,
    boolean http11,
    boolean keepAlive,
    boolean expectsContinue,
    long declaredLength) {

  /**
   * @param target where it could be read, else empty
   */
  record Flaw(int status, String reason, String target) {}

  private static final Flaw NO_TARGET = new Flaw(400, "The request target must be a path", "");

  /** What is wrong with it, null if nothing. */
  static @Nullable Flaw flaw(HttpRequest request, int uriMax) {
    // the parser's placeholder for a line that it could not read
    String target = request instanceof FullHttpRequest ? "" : request.uri();
    Throwable failure = request.decoderResult().cause();
    if (failure instanceof TooLongHttpLineException || target.length() > uriMax) {
      return new Flaw(414, "The request target is too long", "");
    }
    if (failure instanceof TooLongHttpHeaderException) {
      return new Flaw(431, "The request's headers are too large", target);
    }
    if (failure != null) {
      return new Flaw(400, "The request is malformed", target);
    }
    if (!isHttp11(request) && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return new Flaw(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here", target);
    }
    if (HttpHeaderValidationUtil.validateToken(request.method().name()) != -1 || isTrace(request)) {
      return new Flaw(400, "The request method is not supported", target);
    }
    return framingFlaw(request, target);
  }

  /** A provider's echo of a request would show the key that was put into it. */
  private static boolean isTrace(HttpRequest request) {
    return request.method().name().equalsIgnoreCase("TRACE");
  }

  private static @Nullable Flaw framingFlaw(HttpRequest request, String target) {
    HttpHeaders headers = request.headers();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && isHttp11(request))) {
      return new Flaw(400, "The request must name one host", target);
    }
    String host = hosts.isEmpty() ? null : hosts.getFirst();
    if (host != null && !isHost(host)) {
      return new Flaw(400, "The host is malformed", target);
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked"))) {
      return new Flaw(400, "The only transfer coding spoken here is chunked", target);
    }
    if (!codings.isEmpty() && headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      return new Flaw(400, "The request has a length and is chunked", target);
    }
    String origin = originForm(request.uri(), host);
    return origin == null ? NO_TARGET : null;
  }

  /** Reads a head that has no flaw, and takes out what belongs to the connection. */
  static RequestHead read(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    boolean http11 = isHttp11(request);
    boolean expectsContinue =
        http11 && headers.contains(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    String origin = originForm(request.uri(), headers.get(HttpHeaderNames.HOST));
    HopByHop.strip(headers);
    return new RequestHead(
        request.method().name(),
        origin == null ? request.uri() : origin,
        headers,
        http11,
        keepAlive,
        expectsContinue,
        chunked ? -1 : length == null ? 0 : Long.parseLong(length));
  }

  boolean hasBody() {
    return declaredLength != 0;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  private static boolean isHttp11(HttpRequest request) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }

  /** Null where the target is no path, or names another host than the header does. */
  private static @Nullable String originForm(String uri, @Nullable String host) {
    if (uri.indexOf('#') >= 0) {
      return null;
    }
    if (uri.startsWith("/")) {
      return uri;
    }
    int authority = authorityStart(uri);
    if (authority < 0 || host == null) {
      return null;
    }
    int end = authority;
    while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
      end++;
    }
    if (host.isEmpty() || !uri.substring(authority, end).equalsIgnoreCase(host)) {
      return null;
    }
    String rest = uri.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int authorityStart(String uri) {
    if (uri.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static boolean isHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean fine =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._:[]%~!$&'()*+;=".indexOf(c) >= 0;
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}
