/**
 * Amazon Bedrock's runtime: Converse, InvokeModel, counting, and its OpenAI-compatible paths. Owns:
 * its requests, answers and streams, and what its figures mean. Does not own: frames (eventstream),
 * what Claude's own messages mean (anthropic), signing, prices. Start at {@link
 * ai.meterr.providers.bedrock.BedrockApi}.
 */
@NullMarked
package ai.meterr.providers.bedrock;

import org.jspecify.annotations.NullMarked;
