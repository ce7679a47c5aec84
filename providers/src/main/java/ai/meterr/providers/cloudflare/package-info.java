/**
 * Cloudflare's Workers AI. Owns: the paths that name a model and how their answers tell usage. Does
 * not own: the endpoints made after OpenAI's. Start at {@link
 * ai.meterr.providers.cloudflare.CloudflareApi}.
 */
@NullMarked
package ai.meterr.providers.cloudflare;

import org.jspecify.annotations.NullMarked;
