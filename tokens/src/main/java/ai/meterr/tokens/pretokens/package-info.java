/**
 * Where a text is cut before tokens are merged. Owns: the providers' splitting rules on UTF-8
 * bytes, the Unicode classes they ask for, frozen at Unicode 16 so that a newer JDK counts the
 * same. Does not own: vocabularies. Start at {@link ai.meterr.tokens.pretokens.SplitRule}.
 */
@NullMarked
package ai.meterr.tokens.pretokens;

import org.jspecify.annotations.NullMarked;
