/**
 * Anthropic's API: messages and what stands around them. Owns: its requests, answers, errors, and
 * what its usage figures mean. Does not own: prices. Start at {@link
 * ai.meterr.providers.anthropic.AnthropicApi}.
 */
@NullMarked
package ai.meterr.providers.anthropic;

import org.jspecify.annotations.NullMarked;
