package ai.meterr.tokens.pretokens;

import static ai.meterr.tokens.pretokens.CharClasses.LENGTH_SHIFT;
import static ai.meterr.tokens.pretokens.CharClasses.LETTER;
import static ai.meterr.tokens.pretokens.CharClasses.LINE_END;
import static ai.meterr.tokens.pretokens.CharClasses.MARK;
import static ai.meterr.tokens.pretokens.CharClasses.NUMBER;
import static ai.meterr.tokens.pretokens.CharClasses.PUNCTUATION;
import static ai.meterr.tokens.pretokens.CharClasses.SPACE;

/**
 * DeepSeek V3: numbers are cut out first, then runs of Chinese and Japanese; what lies between is
 * cut as if it were a text of its own, and what no alternative matches stays in one piece.
 *
 * <pre>
 * \p{N}{1,3}
 * [一-龥぀-ゟ゠-ヿ]+
 * [!"#$%&amp;'()*+,\-./:;&lt;=>?@\[\\\]^_`{|}~][A-Za-z]+
 * [^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+
 *  ?[\p{P}\p{S}]+[\r\n]*
 * \s*[\r\n]+|\s+(?!\S)|\s+
 * </pre>
 */
final class IsolatedScripts extends SplitRule {
  private static final int DIGITS = 3;

  IsolatedScripts(CharClasses classes) {
    super(classes);
  }

  @Override
  public int next(byte[] bytes, int from, int end) {
    int character = classes.at(bytes, from, end);
    if ((character & NUMBER) != 0) {
      return numbers(bytes, from, end, DIGITS);
    }
    if (isIsolated(bytes, from, end)) {
      int at = from + 3;
      while (isIsolated(bytes, at, end)) {
        at += 3;
      }
      return at;
    }
    int after = from + (character >> LENGTH_SHIFT);
    if (isAsciiPunctuation(bytes[from]) && after < end && isAsciiLetter(bytes[after])) {
      int at = after + 1;
      while (at < end && isAsciiLetter(bytes[at])) {
        at++;
      }
      return at;
    }
    if ((character & (LETTER | MARK)) != 0) {
      return letters(bytes, after, end);
    }
    int following = following(bytes, after, end);
    if ((character & (LINE_END | PUNCTUATION)) == 0 && (following & (LETTER | MARK)) != 0) {
      return letters(bytes, after, end);
    }
    if ((character & PUNCTUATION) != 0 || bytes[from] == ' ' && (following & PUNCTUATION) != 0) {
      return lineEnds(bytes, punctuation(bytes, after, end), end, '\n');
    }
    if ((character & SPACE) != 0) {
      return spaces(bytes, from, end);
    }
    return unmatched(bytes, after, end);
  }

  /** The class of the character at {@code at} where it belongs to the same cut-out text, else 0. */
  private int following(byte[] bytes, int at, int end) {
    if (at >= end || isIsolated(bytes, at, end)) {
      return 0;
    }
    int character = classes.at(bytes, at, end);
    return (character & NUMBER) != 0 ? 0 : character;
  }

  private int letters(byte[] bytes, int from, int end) {
    int at = from;
    while (true) {
      int character = following(bytes, at, end);
      if ((character & (LETTER | MARK)) == 0) {
        return at;
      }
      at += character >> LENGTH_SHIFT;
    }
  }

  private int punctuation(byte[] bytes, int from, int end) {
    int at = from;
    while (true) {
      int character = following(bytes, at, end);
      if ((character & PUNCTUATION) == 0) {
        return at;
      }
      at += character >> LENGTH_SHIFT;
    }
  }

  private int spaces(byte[] bytes, int from, int end) {
    int run = run(bytes, from, end, SPACE);
    boolean textEnds = following(bytes, run, end) == 0;
    return spacesByLine(bytes, from, textEnds ? run : end);
  }

  private int unmatched(byte[] bytes, int from, int end) {
    int at = from;
    while (true) {
      int character = following(bytes, at, end);
      int length = character >> LENGTH_SHIFT;
      if (length == 0
          || (character & 0xff) != 0
          || (following(bytes, at + length, end) & (LETTER | MARK)) != 0) {
        return at;
      }
      at += length;
    }
  }

  /** U+4E00–U+9FA5 and U+3040–U+30FF. */
  private static boolean isIsolated(byte[] bytes, int at, int end) {
    if (at + 2 >= end || bytes[at] > (byte) 0xe9 || bytes[at] < (byte) 0xe3) {
      return false;
    }
    if ((bytes[at + 1] & 0xc0) != 0x80 || (bytes[at + 2] & 0xc0) != 0x80) {
      return false;
    }
    int codePoint = (bytes[at] & 0xf) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
    return codePoint >= 0x4e00 && codePoint <= 0x9fa5 || codePoint >= 0x3040 && codePoint <= 0x30ff;
  }

  private static boolean isAsciiPunctuation(byte value) {
    return value > ' ' && value < 0x7f && !isAsciiLetter(value) && (value < '0' || value > '9');
  }
}
