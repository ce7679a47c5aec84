/**
 * What a request sends to a model, as {@code ai.meterr.tokens} counts it: one reader for each shape
 * of request. Reads a tree, and so does not belong on the path of a call. Start at {@link
 * ai.meterr.providers.conversation.ConversationReader}.
 */
@NullMarked
package ai.meterr.providers.conversation;

import org.jspecify.annotations.NullMarked;
