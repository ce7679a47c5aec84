/**
 * Counting tokens as the providers do, and saying how exact each count is. A library of its own: no
 * dependency on the rest of Meterr. Owns: encodings, which model has which, counting whole texts,
 * streams and resent prefixes; what providers add around messages is in {@code chat}. Does not own:
 * how a request is read. Start at {@link ai.meterr.tokens.Encodings}.
 */
@NullMarked
package ai.meterr.tokens;

import org.jspecify.annotations.NullMarked;
