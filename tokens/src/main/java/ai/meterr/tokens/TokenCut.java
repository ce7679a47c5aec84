package ai.meterr.tokens;

/**
 * A text cut into tokens. A token may end inside a character.
 *
 * @param utf8 the text as the encoding sees it: normalized, where it normalizes
 * @param ends where each token ends, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not compared
public record TokenCut(byte[] utf8, int[] ends) {}
