/**
 * What a call consumed, in exclusive classes. Owns: meters, quantities, what an answer told. Does
 * not own: prices. Start at {@link ai.meterr.usage.Usage}.
 */
@NullMarked
package ai.meterr.usage;

import org.jspecify.annotations.NullMarked;
