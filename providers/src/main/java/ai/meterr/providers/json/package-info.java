/**
 * JSON of any size read piece by piece: only what was asked for is kept. Does not own: what the
 * values mean. Start at {@link ai.meterr.providers.json.JsonStream}.
 */
@NullMarked
package ai.meterr.providers.json;

import org.jspecify.annotations.NullMarked;
