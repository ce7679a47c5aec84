package ai.meterr.tokens.pretokens;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The classes of 64 bytes, one bit a byte: bit 0 is the first. Read eight bytes at a time with
 * ordinary arithmetic, which every processor and every JVM does. Bits from {@link #valid} on mean
 * nothing.
 */
final class AsciiWindow {
  static final int BYTES = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101010101010101L;
  private static final long TOP = EACH << 7;

  /** Collects the top bits of eight bytes in the top byte of a product. */
  private static final long GATHER = 0x0002040810204081L;

  long letters;
  long capitals;
  long numbers;

  /** White space, line ends included. */
  long spaces;

  /** The character U+0020 alone. */
  long blanks;

  long lineEnds;
  long apostrophes;

  /** Bytes from the start that are ASCII and of the text. */
  int valid;

  /** Reads the window at {@code from}; the array holds all of it, the text may end before. */
  void read(byte[] bytes, int from, int end) {
    long letter = 0;
    long capital = 0;
    long number = 0;
    long space = 0;
    long blank = 0;
    long lineEnd = 0;
    long apostrophe = 0;
    long all = 0;
    for (int i = 0; i < BYTES; i += 8) {
      long word = (long) LONGS.get(bytes, from + i);
      all |= word;
      long small = word | 0x20 * EACH;
      long isLetter = small + 0x1f * EACH & ~(small + 0x05 * EACH) & TOP;
      long notBlank = (word ^ 0x20 * EACH) + 0x7f * EACH;
      long isControlSpace = word + 0x77 * EACH & ~(word + 0x72 * EACH);
      long notLineEnd = (word ^ '\n' * EACH) + 0x7f * EACH & (word ^ '\r' * EACH) + 0x7f * EACH;
      letter |= gathered(isLetter) << i;
      capital |= gathered(isLetter & ~(word << 2)) << i;
      number |= gathered(word + 0x50 * EACH & ~(word + 0x46 * EACH) & TOP) << i;
      blank |= gathered(~notBlank & TOP) << i;
      space |= gathered((isControlSpace | ~notBlank) & TOP) << i;
      lineEnd |= gathered(~notLineEnd & TOP) << i;
      apostrophe |= gathered(~((word ^ '\'' * EACH) + 0x7f * EACH) & TOP) << i;
    }
    letters = letter;
    capitals = capital;
    numbers = number;
    spaces = space;
    blanks = blank;
    lineEnds = lineEnd;
    apostrophes = apostrophe;
    valid = Math.min((all & TOP) == 0 ? BYTES : ascii(bytes, from), end - from);
  }

  /** The bits of one more character. */
  static long bitsOf(char character, byte[] bytes, int from) {
    long bits = 0;
    for (int i = 0; i < BYTES; i += 8) {
      long word = (long) LONGS.get(bytes, from + i);
      bits |= gathered(~((word ^ character * EACH) + 0x7f * EACH) & TOP) << i;
    }
    return bits;
  }

  private static int ascii(byte[] bytes, int from) {
    int at = 0;
    while (at < BYTES) {
      long high = (long) LONGS.get(bytes, from + at) & TOP;
      if (high != 0) {
        return at + (Long.numberOfTrailingZeros(high) >> 3);
      }
      at += 8;
    }
    return at;
  }

  private static long gathered(long topBits) {
    return topBits * GATHER >>> 56;
  }
}
