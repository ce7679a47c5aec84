package ai.meterr.control.ingest;

import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.RequestBody;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The body of a report: of a form we can read, decoded, and never longer than {@link #MAX}. */
record SentBody(SentEvents.Form form, boolean zipped) {
  /** Bytes, as sent and decoded alike. */
  static final int MAX = 16 << 20;

  /**
   * @throws Problem 415 where the type or the encoding is none that can be read
   */
  static SentBody of(ServerRequestHeaders headers) {
    String type = header(headers, HeaderNames.CONTENT_TYPE);
    int parameters = type.indexOf(';');
    SentEvents.Form form =
        switch ((parameters < 0 ? type : type.substring(0, parameters)).strip()) {
          case "application/json" -> SentEvents.Form.JSON;
          case "application/x-ndjson", "application/ndjson", "application/jsonl" ->
              SentEvents.Form.NDJSON;
          default ->
              throw Problem.of(
                  Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                  "send application/json or application/x-ndjson");
        };
    return switch (header(headers, HeaderNames.CONTENT_ENCODING)) {
      case "", "identity" -> new SentBody(form, false);
      case "gzip", "x-gzip" -> new SentBody(form, true);
      default ->
          throw Problem.of(
              Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "the only Content-Encoding known here is gzip");
    };
  }

  private static String header(ServerRequestHeaders headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).get().strip().toLowerCase(Locale.ROOT) : "";
  }

  /** How much it may take, before it has come. */
  long memory(ServerRequest request) {
    long sent = Math.min(MAX, request.headers().contentLength().orElse(MAX));
    return zipped ? sent + MAX : sent;
  }

  /**
   * @throws Problem 413 where it is too long, 400 where it is not what its encoding says
   */
  byte[] read(ServerRequest request) {
    byte[] body = RequestBody.read(request, MAX);
    return zipped ? inflated(body) : body;
  }

  private static byte[] inflated(byte[] body) {
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] read = plain.readNBytes(MAX);
      if (plain.read() >= 0) {
        throw Problem.of(
            Problem.Kind.TOO_LARGE, "inflated, the body is longer than " + (MAX >> 20) + " MiB");
      }
      return read;
    } catch (ZipException | EOFException bad) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not gzip");
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }
}
