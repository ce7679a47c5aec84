/**
 * An AI provider of our own. Owns: a server that speaks the APIs of OpenAI, Anthropic and Gemini
 * with invented answers, believable usage and faults on request. Does not own: anything about
 * metering or prices; it knows nothing of Meterr but the headers a caller sends. Start at {@link
 * ai.meterr.sandbox.Sandbox}, then {@link ai.meterr.sandbox.ProviderApi}.
 */
@NullMarked
package ai.meterr.sandbox;

import org.jspecify.annotations.NullMarked;
