package ai.meterr.control.query;

import ai.meterr.control.answer.Problem;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Reads a request's body, up to what its path allows. */
public final class RequestBody {
  /**
   * A body longer than this is cut off without being read: whoever sends it may see the connection
   * break before the answer.
   */
  public static final long READ_MAX = 64 << 20;

  private RequestBody() {}

  /**
   * The body; empty where there is none. One that is too long is read to its end all the same: an
   * answer to a client that is still writing would be lost with the connection.
   *
   * @param max bytes
   * @throws Problem of kind {@code TOO_LARGE} where it is longer
   */
  public static byte[] read(ServerRequest request, int max) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream body = request.content().inputStream()) {
      byte[] read = body.readNBytes(max);
      if (body.read() >= 0) {
        body.transferTo(OutputStream.nullOutputStream());
        throw Problem.of(Problem.Kind.TOO_LARGE);
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("reading a request's body", e);
    }
  }
}
