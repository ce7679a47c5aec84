package ai.meterr.tokens.pretokens;

import static ai.meterr.tokens.pretokens.CharClasses.LENGTH_SHIFT;
import static ai.meterr.tokens.pretokens.CharClasses.LETTER;
import static ai.meterr.tokens.pretokens.CharClasses.LINE_END;
import static ai.meterr.tokens.pretokens.CharClasses.NUMBER;
import static ai.meterr.tokens.pretokens.CharClasses.SPACE;

/**
 * cl100k, Qwen and Llama 3: a word is letters, with one character before it that is no letter,
 * number or line end; 's and the like stand alone.
 *
 * <pre>
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)
 * [^\r\n\p{L}\p{N}]?\p{L}+
 * \p{N}{1,3}
 *  ?[^\s\p{L}\p{N}]+[\r\n]*
 * \s*[\r\n]+|\s+(?!\S)|\s+
 * </pre>
 */
final class PlainWords extends WindowedRule {
  private final int digits;
  private final boolean lastSpacesWhole;

  /**
   * @param digits how many make a pretoken at most
   * @param lastSpacesWhole whether white space at the end of a text is one pretoken, line ends or
   *     not ({@code \s++$} of cl100k)
   */
  PlainWords(CharClasses classes, int digits, boolean lastSpacesWhole) {
    super(classes);
    this.digits = digits;
    this.lastSpacesWhole = lastSpacesWhole;
  }

  @Override
  public int next(byte[] bytes, int from, int end) {
    int contracted = contraction(bytes, from, end, true);
    if (contracted > from) {
      return contracted;
    }
    int character = classes.at(bytes, from, end);
    int after = from + (character >> LENGTH_SHIFT);
    if ((character & LETTER) != 0) {
      return run(bytes, after, end, LETTER);
    }
    if ((character & NUMBER) != 0) {
      return numbers(bytes, from, end, digits);
    }
    int following = after < end ? classes.at(bytes, after, end) : SPACE;
    if ((character & LINE_END) == 0 && (following & LETTER) != 0) {
      return run(bytes, after, end, LETTER);
    }
    if ((character & SPACE) == 0 || bytes[from] == ' ' && (following & (SPACE | NUMBER)) == 0) {
      int punctuation = runWithout(bytes, after, end, SPACE | LETTER | NUMBER);
      return lineEnds(bytes, punctuation, end, '\n');
    }
    if (lastSpacesWhole && run(bytes, from, end, SPACE) == end) {
      return end;
    }
    return spacesByLine(bytes, from, end);
  }

  @Override
  long starts(AsciiWindow window, byte[] bytes, int from) {
    long letters = window.letters;
    long punctuation = ~(letters | window.numbers | window.spaces);
    long tail = filled(window.lineEnds, window.lineEnds & punctuation << 1);
    long lineEnds = window.lineEnds & ~tail;
    long spaces = window.spaces & ~tail;
    long spaceStarts = spaceStarts(spaces, window.spaces, lineEnds);
    long punctuationStarts = punctuation & ~(punctuation << 1) & ~(window.blanks << 1);
    long prefixes = spaceStarts & ~lineEnds | punctuationStarts;
    long starts =
        letters & ~(letters << 1) & ~(prefixes << 1)
            | numberStarts(window.numbers, digits)
            | punctuationStarts
            | spaceStarts;
    long candidates = contractable(window, punctuationStarts);
    for (; candidates != 0; candidates &= candidates - 1) {
      int at = Long.numberOfTrailingZeros(candidates);
      int length = contraction(bytes, from + at, bytes.length, true) - from - at;
      starts |= length > 0 ? 1L << at + length : 0;
    }
    return beforeLastSpaces(
        beforeBlankLines(starts, spaces, lineEnds), window.spaces, window.valid);
  }
}
