package ai.meterr.tokens.pretokens;

/**
 * How a text is cut into pretokens: the hand-written equivalent of a provider's regular expression.
 * Immutable; for any number of threads.
 */
public abstract class SplitRule {
  final CharClasses classes;

  SplitRule(CharClasses classes) {
    this.classes = classes;
  }

  /**
   * Where the pretoken ends that begins at {@code from}.
   *
   * @param bytes UTF-8; what is none is a row of characters of no class
   * @param from where the text or a pretoken begins, before {@code end}
   * @param end where the text ends
   */
  public abstract int next(byte[] bytes, int from, int end);

  /**
   * Cuts as much as there is room for.
   *
   * @param ends where each pretoken ends; filled from 0
   * @return the number of pretokens
   */
  public int split(byte[] bytes, int from, int end, int[] ends) {
    int count = 0;
    for (int at = from; at < end && count < ends.length; ) {
      at = next(bytes, at, end);
      ends[count++] = at;
    }
    return count;
  }

  /**
   * Whether every text is cut between {@code at - 1} and {@code at}, whatever stands before and
   * behind what is looked at, and both halves are cut alone as they are together: before a space
   * between an ASCII letter or digit and an ASCII letter; between a line end and what is neither
   * white space nor a slash.
   *
   * @param at inside the text, with a byte before and two from here on
   */
  boolean isSafe(byte[] bytes, int at) {
    byte before = bytes[at - 1];
    byte after = bytes[at];
    if (after == ' ') {
      return isSafeSpace(bytes, at);
    }
    boolean text = after > ' ' && after != '/' && after != 0x7f;
    boolean ideographOrHangul = after >= (byte) 0xe4 && after <= (byte) 0xed;
    return (before == '\n' || before == '\r') && (text || ideographOrHangul);
  }

  static boolean isSafeSpace(byte[] bytes, int at) {
    byte before = bytes[at - 1];
    boolean word = isAsciiLetter(before) || before >= '0' && before <= '9';
    return word && bytes[at] == ' ' && isAsciiLetter(bytes[at + 1]);
  }

  static boolean isAsciiLetter(byte value) {
    int small = value | 0x20;
    return small >= 'a' && small <= 'z';
  }

  /** The first place at or after {@code from} where any text may be cut in two, or {@code end}. */
  public final int firstSafe(byte[] bytes, int from, int end) {
    for (int at = from; at + 1 < end; at++) {
      if (isSafe(bytes, at)) {
        return at;
      }
    }
    return end;
  }

  /** The last place after {@code from} where any text may be cut in two, or {@code from}. */
  public final int lastSafe(byte[] bytes, int from, int end) {
    for (int at = end - 2; at > from; at--) {
      if (isSafe(bytes, at)) {
        return at;
      }
    }
    return from;
  }

  /** End of the run of characters whose class has one of the bits. */
  final int run(byte[] bytes, int from, int end, int bits) {
    int at = from;
    while (at < end) {
      int character = classes.at(bytes, at, end);
      if ((character & bits) == 0) {
        break;
      }
      at += character >> CharClasses.LENGTH_SHIFT;
    }
    return at;
  }

  /** End of the run of characters whose class has none of the bits. */
  final int runWithout(byte[] bytes, int from, int end, int bits) {
    int at = from;
    while (at < end) {
      int character = classes.at(bytes, at, end);
      if ((character & bits) != 0) {
        break;
      }
      at += character >> CharClasses.LENGTH_SHIFT;
    }
    return at;
  }

  /** {@code \p{N}{1,most}}. */
  final int numbers(byte[] bytes, int from, int end, int most) {
    int at = from;
    for (int i = 0; i < most && at < end; i++) {
      int character = classes.at(bytes, at, end);
      if ((character & CharClasses.NUMBER) == 0) {
        break;
      }
      at += character >> CharClasses.LENGTH_SHIFT;
    }
    return at;
  }

  /** {@code [\r\n]*}, with one more character allowed; pass a line end for none. */
  static int lineEnds(byte[] bytes, int from, int end, char orThis) {
    int at = from;
    while (at < end && (bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == orThis)) {
      at++;
    }
    return at;
  }

  /**
   * {@code \s*[\r\n]+|\s+(?!\S)|\s+}: through the last line end; else all of it where the text
   * ends; else all but the last character; else that.
   */
  final int spacesByLine(byte[] bytes, int from, int end) {
    int at = from;
    int last = from;
    int line = from;
    while (at < end) {
      int character = classes.at(bytes, at, end);
      if ((character & CharClasses.SPACE) == 0) {
        break;
      }
      last = at;
      at += character >> CharClasses.LENGTH_SHIFT;
      if ((character & CharClasses.LINE_END) != 0) {
        line = at;
      }
    }
    if (line > from) {
      return line;
    }
    return at == end || last == from ? at : last;
  }

  /**
   * The end of {@code 's 't 're 've 'm 'll 'd} at {@code from}, or {@code from}.
   *
   * @param ignoreCase whether capitals count too, and with them the long s, U+017F, which Unicode
   *     folds to s
   */
  static int contraction(byte[] bytes, int from, int end, boolean ignoreCase) {
    if (from + 1 >= end || bytes[from] != '\'') {
      return from;
    }
    int fold = ignoreCase ? 0x20 : 0;
    int first = bytes[from + 1] | fold;
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
      return from + 2;
    }
    if (from + 2 >= end) {
      return from;
    }
    int second = bytes[from + 2];
    if (ignoreCase && bytes[from + 1] == (byte) 0xc5 && second == (byte) 0xbf) {
      return from + 3;
    }
    second |= fold;
    boolean two =
        first == 'r' && second == 'e'
            || first == 'v' && second == 'e'
            || first == 'l' && second == 'l';
    return two ? from + 3 : from;
  }
}
