package ai.meterr.app.imports;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.Headers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange with a provider, as it was recorded.
 *
 * @param endpoint names what was called where {@code path} is empty, e.g. {@code chat.completions}
 * @param path as it went upstream, without query
 * @param request the body, JSON; null where it was not kept
 * @param modelRequested what the recorder knew; null where it did not
 * @param body decoded
 * @param latency from the first byte sent to the last received; null where it was not kept
 * @param complete whether the body ended as its framing promised
 */
record RecordedExchange(
    String id,
    ProviderId provider,
    String endpoint,
    String method,
    String path,
    String query,
    Instant time,
    byte @Nullable [] request,
    @Nullable String modelRequested,
    boolean streaming,
    int status,
    Headers headers,
    byte[] body,
    @Nullable Duration latency,
    boolean complete) {}
