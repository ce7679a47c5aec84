package ai.meterr.providers;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import java.io.InputStream;

/**
 * One endpoint of a provider's API: what it does, how its request and its answer are read.
 * Immutable, safe for all threads.
 */
public interface Endpoint {
  Operation operation();

  EndpointKind kind();

  /** Whether its answers are of calls that were made earlier, and carry their usage. */
  default boolean looksBack() {
    return false;
  }

  /**
   * Whether its body is JSON that must be read before it is forwarded; multipart and uploads stream
   * through instead.
   */
  boolean readsBody();

  /**
   * Reads a request in one streaming pass.
   *
   * @param path as it goes upstream: some APIs name the model there
   * @param query without question mark, may be empty
   * @param body the whole body; not closed here
   * @throws NotJson where the body is not what the API takes
   */
  RequestFacts read(String path, String query, InputStream body) throws NotJson;

  /** What is known of a request whose body is not read (GET, uploads). */
  RequestFacts read(String path, String query);

  /**
   * A reader for one answer, used by one thread at a time. Bodies are given decoded (inflated).
   *
   * @param headers some APIs count in headers what their bodies do not tell
   */
  AnswerReader answer(RequestFacts request, int httpStatus, Headers headers);

  /** The body is not JSON. The message says where, never what stood there. */
  final class NotJson extends Exception {
    private static final long serialVersionUID = 1;

    public NotJson(String message) {
      super(message);
    }
  }
}
