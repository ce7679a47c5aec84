package ai.meterr.tokens.pretokens;

/**
 * SentencePiece as Mistral 1 and Llama 2 have it: no rule of its own, the whole text is merged at
 * once. But no token of such a vocabulary has a space after something else, so that a text may be
 * cut before each space that follows something else.
 */
final class Sentence extends SplitRule {
  Sentence(CharClasses classes) {
    super(classes);
  }

  @Override
  public int next(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    while (at < end && bytes[at] != ' ') {
      at++;
    }
    return at;
  }

  @Override
  boolean isSafe(byte[] bytes, int at) {
    return isSafeSpace(bytes, at);
  }
}
