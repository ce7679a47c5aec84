/**
 * APIs made after OpenAI's that need no room of their own, and what the rooms of the others have in
 * common. Owns: which paths are which endpoints there, and what the usual extra figures mean. Does
 * not own: OpenAI's wire itself. Start at {@link ai.meterr.providers.compatible.CompatibleApi}.
 */
@NullMarked
package ai.meterr.providers.compatible;

import org.jspecify.annotations.NullMarked;
