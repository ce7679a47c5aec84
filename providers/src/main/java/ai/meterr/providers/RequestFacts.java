package ai.meterr.providers;

import ai.meterr.catalog.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What Meterr must know of a request.
 *
 * @param streamed whether it asks for a stream
 * @param splice how to make it ask for usage where it did not and the API allows; the answer must
 *     then pass {@code filter}
 * @param filter takes out of the answer what the splice added; null exactly where {@code splice} is
 */
public record RequestFacts(
    @Nullable ModelId model,
    boolean streamed,
    @Nullable Splice splice,
    StreamFilter.@Nullable Maker filter) {

  /** Bytes {@code from} (included) to {@code to} (excluded) of the body are replaced. */
  public record Splice(long from, long to, byte[] replacement) {}

  public static RequestFacts of(@Nullable ModelId model, boolean streamed) {
    return new RequestFacts(model, streamed, null, null);
  }
}
