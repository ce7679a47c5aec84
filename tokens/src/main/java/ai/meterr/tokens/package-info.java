/**
 * Counting tokens as the providers do, and saying how exact each count is. A library of its own: no
 * dependency on the rest of Meterr. Owns: encodings, which model has which, counting whole texts,
 * streams and resent prefixes. Does not own: what a provider adds around messages, tools and
 * images. Start at {@link ai.meterr.tokens.Encodings}.
 */
@NullMarked
package ai.meterr.tokens;

import org.jspecify.annotations.NullMarked;
