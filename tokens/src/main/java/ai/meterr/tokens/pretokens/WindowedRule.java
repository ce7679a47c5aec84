package ai.meterr.tokens.pretokens;

/**
 * A rule that cuts plain ASCII 64 bytes at once. A window begins where a pretoken begins, so that
 * nothing has to be carried from one to the next; what the window cannot tell for sure, near its
 * end or beside other characters, is left to the next window or to {@link #next}.
 */
abstract class WindowedRule extends SplitRule {
  /** Bytes after a place that may decide whether a pretoken begins there. */
  private static final int LOOKAHEAD = 4;

  WindowedRule(CharClasses classes) {
    super(classes);
  }

  /**
   * Where pretokens begin, one bit a byte.
   *
   * @param window read at {@code from}, where a pretoken begins
   */
  abstract long starts(AsciiWindow window, byte[] bytes, int from);

  @Override
  public final int split(byte[] bytes, int from, int end, int[] ends) {
    var window = new AsciiWindow();
    int windowsEnd = bytes.length - AsciiWindow.BYTES;
    int room = ends.length - AsciiWindow.BYTES;
    int count = 0;
    int at = from;
    while (at < end && count < room) {
      if (at <= windowsEnd && at + 1 < end && (bytes[at] | bytes[at + 1]) >= 0) {
        window.read(bytes, at, end);
        if (window.valid > LOOKAHEAD) {
          long sure = -2L & -1L >>> AsciiWindow.BYTES - 1 - (window.valid - LOOKAHEAD);
          long starts = starts(window, bytes, at) & sure;
          if (starts != 0) {
            count = write(starts, at, ends, count);
            at = ends[count - 1];
            continue;
          }
        }
      }
      at = next(bytes, at, end);
      ends[count++] = at;
    }
    return count;
  }

  /** Writes four places a turn, whether there are as many or not, which spares a guess a place. */
  private static int write(long starts, int at, int[] ends, int count) {
    int after = count + Long.bitCount(starts);
    long left = starts;
    for (int i = count; i < after; i += 4) {
      ends[i] = at + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      ends[i + 1] = at + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      ends[i + 2] = at + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      ends[i + 3] = at + Long.numberOfTrailingZeros(left);
      left &= left - 1;
    }
    return after;
  }

  /** Apostrophes among these whose contraction, if it is one, ends in the window. */
  static long contractable(AsciiWindow window, long places) {
    return window.apostrophes & places & window.letters >>> 1 & -1L >>> LOOKAHEAD - 1;
  }

  /** The bits after each of these, as long as they are of the run; runs begin at {@code starts}. */
  static long filled(long run, long starts) {
    return run & ~(run + starts) | starts;
  }

  /**
   * Leaves out what follows line ends and blanks that reach the end of the window: what comes
   * behind decides where that white space is cut.
   */
  static long beforeLastSpaces(long starts, long spaces, int valid) {
    long text = ~spaces & -1L >>> AsciiWindow.BYTES - valid;
    if (text == 0) {
      return 0;
    }
    int last = AsciiWindow.BYTES - 1 - Long.numberOfLeadingZeros(text);
    return last == valid - 1 ? starts : starts & ~(-4L << last);
  }

  /**
   * {@code \s*[\r\n]+|\s+(?!\S)|\s+}: where white space is cut, the character before other text
   * included.
   *
   * @param run white space that no pretoken before has taken
   * @param lineEnds those of the run
   */
  static long spaceStarts(long run, long spaces, long lineEnds) {
    long blank = run & ~lineEnds;
    long afterLine = blank & lineEnds << 1;
    return run & ~(run << 1) | afterLine | blank & ~(spaces >>> 1);
  }

  /** Places that hold for sure: those before blanks between two line ends, which are no start. */
  static long beforeBlankLines(long starts, long run, long lineEnds) {
    long blank = run & ~lineEnds;
    long afterLine = blank & lineEnds << 1;
    long wrong = (blank + afterLine) & ~blank & lineEnds;
    if (wrong == 0) {
      return starts;
    }
    long below = afterLine & (wrong & -wrong) - 1;
    return starts & (Long.highestOneBit(below) - 1);
  }

  /** {@code \p{N}{1,most}}: where numbers begin. */
  static long numberStarts(long numbers, int most) {
    if (most == 1) {
      return numbers;
    }
    long starts = numbers & ~(numbers << 1);
    long fourth = numbers & numbers << 1 & numbers << 2 & numbers << 3;
    for (long more = starts << 3 & fourth; more != 0; more = more << 3 & fourth) {
      starts |= more;
    }
    return starts;
  }
}
