/**
 * Amazon's event streams as bytes ({@code application/vnd.amazon.eventstream}). Owns: frames, their
 * headers and checksums. Does not own: what their payloads mean. Start at {@link
 * ai.meterr.providers.eventstream.EventStream}.
 */
@NullMarked
package ai.meterr.providers.eventstream;

import org.jspecify.annotations.NullMarked;
