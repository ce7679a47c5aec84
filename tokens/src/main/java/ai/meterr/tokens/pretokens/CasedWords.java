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
final class CasedWords extends SplitRule {
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
