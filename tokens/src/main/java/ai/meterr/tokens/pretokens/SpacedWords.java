package ai.meterr.tokens.pretokens;

import static ai.meterr.tokens.pretokens.CharClasses.LENGTH_SHIFT;
import static ai.meterr.tokens.pretokens.CharClasses.LETTER;
import static ai.meterr.tokens.pretokens.CharClasses.NUMBER;
import static ai.meterr.tokens.pretokens.CharClasses.SPACE;

/**
 * GPT-2, r50k, p50k and Claude before 3: letters, numbers or anything else, with one space before.
 *
 * <pre>
 * '(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * </pre>
 */
final class SpacedWords extends WindowedRule {
  SpacedWords(CharClasses classes) {
    super(classes);
  }

  @Override
  public int next(byte[] bytes, int from, int end) {
    int contracted = contraction(bytes, from, end, false);
    if (contracted > from) {
      return contracted;
    }
    int start = from;
    int character = classes.at(bytes, from, end);
    if (bytes[from] == ' ' && from + 1 < end) {
      int following = classes.at(bytes, from + 1, end);
      if ((following & SPACE) == 0) {
        start = from + 1;
        character = following;
      }
    }
    if ((character & SPACE) != 0) {
      return spaces(bytes, from, end);
    }
    int after = start + (character >> LENGTH_SHIFT);
    if ((character & LETTER) != 0) {
      return run(bytes, after, end, LETTER);
    }
    if ((character & NUMBER) != 0) {
      return run(bytes, after, end, NUMBER);
    }
    return runWithout(bytes, after, end, SPACE | LETTER | NUMBER);
  }

  private int spaces(byte[] bytes, int from, int end) {
    int at = from;
    int last = from;
    while (at < end) {
      int character = classes.at(bytes, at, end);
      if ((character & SPACE) == 0) {
        break;
      }
      last = at;
      at += character >> LENGTH_SHIFT;
    }
    return at == end || last == from ? at : last;
  }

  @Override
  long starts(AsciiWindow window, byte[] bytes, int from) {
    long letters = window.letters;
    long numbers = window.numbers;
    long spaces = window.spaces;
    long punctuation = ~(letters | numbers | spaces);
    long free = ~(window.blanks << 1);
    long punctuationStarts = punctuation & ~(punctuation << 1) & free;
    long starts =
        letters & ~(letters << 1) & free
            | numbers & ~(numbers << 1) & free
            | punctuationStarts
            | spaces & ~(spaces << 1)
            | spaces & ~(spaces >>> 1);
    long candidates = contractable(window, punctuationStarts);
    for (; candidates != 0; candidates &= candidates - 1) {
      int at = Long.numberOfTrailingZeros(candidates);
      int length = contraction(bytes, from + at, bytes.length, false) - from - at;
      if (length > 0) {
        starts = starts & ~((1L << length - 1) - 1 << at + 1) | 1L << at + length;
      }
    }
    return starts;
  }

  /**
   * Not after line ends: white space at the end of a text is one pretoken, before other text two.
   */
  @Override
  boolean isSafe(byte[] bytes, int at) {
    return isSafeSpace(bytes, at);
  }
}
