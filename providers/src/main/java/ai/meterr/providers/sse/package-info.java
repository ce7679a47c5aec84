/**
 * Server-sent events as bytes. Owns: lines and frames. Does not own: what their data mean. Start at
 * {@link ai.meterr.providers.sse.SseStream}.
 */
@NullMarked
package ai.meterr.providers.sse;

import org.jspecify.annotations.NullMarked;
