/**
 * Vercel's AI gateway. Owns: what its usage figures mean. Does not own: the wire that it shares
 * with OpenAI's API. Start at {@link ai.meterr.providers.vercel.VercelApi}.
 */
@NullMarked
package ai.meterr.providers.vercel;

import org.jspecify.annotations.NullMarked;
