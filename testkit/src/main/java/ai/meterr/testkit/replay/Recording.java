package ai.meterr.testkit.replay;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One recorded exchange with a provider, and the usage it is known to stand for.
 *
 * @param endpoint the recorder's name for it: {@code chat.completions}
 * @param path as the provider saw it, with query
 * @param requestHeaders names in lower case; what belongs to one connection or is a secret left out
 * @param request null where the call had no body; {@code {}} where a POST's body was not kept
 * @param responseHeaders likewise; {@code content-encoding} as recorded
 * @param body the answer's body, not compressed
 * @param usage the answer to check against; null where none is known or no honest one exists
 */
public record Recording(
    String id,
    String provider,
    String endpoint,
    String method,
    String path,
    Map<String, String> requestHeaders,
    byte @Nullable [] request,
    int status,
    Map<String, String> responseHeaders,
    byte[] body,
    @Nullable Classes usage) {

  /**
   * Tokens in the classes that recordings tell apart: writes of all lifetimes in one, reasoning
   * within output.
   */
  public record Classes(long input, long cacheRead, long cacheWrite, long output) {}
}
