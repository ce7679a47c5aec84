package ai.meterr.tokens.pretokens;

import static ai.meterr.tokens.pretokens.CharClasses.CASELESS;
import static ai.meterr.tokens.pretokens.CharClasses.LENGTH_SHIFT;
import static ai.meterr.tokens.pretokens.CharClasses.LETTER;
import static ai.meterr.tokens.pretokens.CharClasses.LINE_END;
import static ai.meterr.tokens.pretokens.CharClasses.LOWER;
import static ai.meterr.tokens.pretokens.CharClasses.MARK;
import static ai.meterr.tokens.pretokens.CharClasses.NUMBER;
import static ai.meterr.tokens.pretokens.CharClasses.SPACE;
import static ai.meterr.tokens.pretokens.CharClasses.UPPER;

/**
 * o200k and Mistral's tekken: a word is capitals and then small letters, with one character before
 * it that is no letter, number or line end.
 *
 * <pre>
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * \p{N}{1,3}
 *  ?[^\s\p{L}\p{N}]+[\r\n/]*
 * \s*[\r\n]+|\s+(?!\S)|\s+
 * </pre>
 */
final class CasedWords extends WindowedRule {
  private final int digits;
  private final boolean contractions;

  /**
   * @param digits how many make a pretoken at most
   * @param contractions whether a word takes 's and the like with it
   */
  CasedWords(CharClasses classes, int digits, boolean contractions) {
    super(classes);
    this.digits = digits;
    this.contractions = contractions;
  }

  @Override
  public int next(byte[] bytes, int from, int end) {
    int character = classes.at(bytes, from, end);
    int after = from + (character >> LENGTH_SHIFT);
    if ((character & (LETTER | MARK)) != 0) {
      return word(bytes, from, end);
    }
    if ((character & NUMBER) != 0) {
      return numbers(bytes, from, end, digits);
    }
    int following = after < end ? classes.at(bytes, after, end) : SPACE;
    if ((character & LINE_END) == 0 && (following & (LETTER | MARK)) != 0) {
      return word(bytes, after, end);
    }
    if ((character & SPACE) == 0) {
      return punctuation(bytes, after, end);
    }
    if (bytes[from] == ' ' && (following & (SPACE | NUMBER)) == 0) {
      return punctuation(bytes, after, end);
    }
    return spacesByLine(bytes, from, end);
  }

  @Override
  long starts(AsciiWindow window, byte[] bytes, int from) {
    long letters = window.letters;
    long lineEnds = window.lineEnds;
    long punctuation = ~(letters | window.numbers | window.spaces);
    long tail = 0;
    long tailStarts = lineEnds & punctuation << 1;
    if (tailStarts != 0) {
      tail = filled(lineEnds, tailStarts);
      if ((tail << 1 & punctuation) != 0) {
        tail = filled(lineEnds | AsciiWindow.bitsOf('/', bytes, from), tailStarts);
      }
      punctuation &= ~tail;
      lineEnds &= ~tail;
    }
    long spaces = window.spaces & ~tail;
    long spaceStarts = spaceStarts(spaces, window.spaces, lineEnds);
    long punctuationStarts = punctuation & ~(punctuation << 1) & ~(window.blanks << 1);
    long prefixes = spaceStarts & ~lineEnds | punctuationStarts;
    long starts =
        letters & ~(letters << 1) & ~(prefixes << 1)
            | window.capitals & (letters & ~window.capitals) << 1
            | numberStarts(window.numbers, digits)
            | punctuationStarts
            | spaceStarts;
    if (contractions) {
      long candidates = contractable(window, letters << 1);
      if (candidates != 0) {
        starts = joinContractions(starts, candidates, bytes, from);
      }
    }
    return beforeLastSpaces(
        beforeBlankLines(starts, spaces, lineEnds), window.spaces, window.valid);
  }

  /** A word takes one contraction with it; what follows is a word of its own. */
  private static long joinContractions(long starts, long candidates, byte[] bytes, int from) {
    long joined = starts;
    int taken = -1;
    for (long left = candidates; left != 0; left &= left - 1) {
      int at = Long.numberOfTrailingZeros(left);
      int length = contraction(bytes, from + at, bytes.length, true) - from - at;
      if (length > 0 && at != taken) {
        taken = at + length;
        joined = joined & ~((1L << length) - 1 << at) | 1L << taken;
      }
    }
    return joined;
  }

  private int punctuation(byte[] bytes, int from, int end) {
    return lineEnds(bytes, runWithout(bytes, from, end, SPACE | LETTER | NUMBER), end, '/');
  }

  private int word(byte[] bytes, int from, int end) {
    int at = from;
    int caselessEnd = from;
    int character = 0;
    while (at < end) {
      character = classes.at(bytes, at, end);
      if ((character & (UPPER | CASELESS | MARK)) == 0) {
        break;
      }
      at += character >> LENGTH_SHIFT;
      if ((character & UPPER) == 0) {
        caselessEnd = at;
      }
    }
    if (at < end && (character & LOWER) != 0) {
      at = run(bytes, at, end, LOWER | CASELESS | MARK);
    } else if (caselessEnd > from) {
      at = caselessEnd;
    }
    return contractions ? contraction(bytes, at, end, true) : at;
  }
}
