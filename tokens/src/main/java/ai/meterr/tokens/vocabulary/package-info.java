/**
 * What a vocabulary knows and how a pretoken is merged with it. Owns: tokens in the order of their
 * merges, the files they come in, the compiled form. Does not own: where a text is cut into
 * pretokens. Start at {@link ai.meterr.tokens.vocabulary.Vocabulary}; how one is made stands in
 * {@link ai.meterr.tokens.vocabulary.VocabularyCompiler}.
 */
@NullMarked
package ai.meterr.tokens.vocabulary;

import org.jspecify.annotations.NullMarked;
