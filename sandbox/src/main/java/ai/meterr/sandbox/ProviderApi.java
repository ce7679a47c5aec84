package ai.meterr.sandbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One provider's API: how it answers, and how it refuses. */
interface ProviderApi {
  /**
   * Answers any request that carries a good key and a readable body; a path that the API does not
   * have gets its own 404.
   */
  void answer(Request request, Reply reply) throws IOException;

  /** Answers a request without a key, or with a wrong one. */
  void refuseKey(Request request, Reply reply) throws IOException;

  /** The headers that every answer of this provider carries. */
  void greet(Request request, Reply reply);

  /**
   * An error in the API's shape, its type chosen by the status.
   *
   * @param message null for what this provider says for that status
   */
  Object error(Request request, int status, @Nullable String message);
}
