package ai.meterr.tokens;

import java.util.Arrays;
import java.util.Objects;

/**
 * Counts a text that comes in pieces, cut anywhere, even inside a character. What no later piece
 * can change is counted once and forgotten; only the end is kept. For one thread at a time.
 */
public final class StreamCounter {
  /** Bytes that are kept at least before any of them is counted for good. */
  private static final int KEPT_BYTES = 256;

  private final Encoding encoding;
  private byte[] kept = new byte[2 * KEPT_BYTES];
  private int length;
  private int settleAt = KEPT_BYTES;
  private boolean first = true;
  private long settled;
  private char half;

  StreamCounter(Encoding encoding) {
    this.encoding = encoding;
  }

  /**
   * Appends bytes of UTF-8.
   *
   * @throws IndexOutOfBoundsException where the range is not in the array
   */
  public void append(byte[] utf8, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, utf8.length);
    if (half != 0) {
      appendText("", true);
    }
    keep(utf8, offset, count);
  }

  /** Appends characters; a surrogate pair may come in two pieces. */
  public void append(CharSequence text) {
    appendText(text, false);
  }

  /** Tokens of all that has come. */
  public long tokens() {
    String open = half == 0 ? "" : String.valueOf(half);
    if (open.isEmpty()) {
      return settled + encoding.countPart(Long.MAX_VALUE, kept, 0, length, first);
    }
    byte[] end = Utf16.toUtf8(open);
    byte[] all = Arrays.copyOf(kept, length + end.length);
    System.arraycopy(end, 0, all, length, end.length);
    return settled + encoding.countPart(Long.MAX_VALUE, all, 0, all.length, first);
  }

  private void appendText(CharSequence text, boolean ends) {
    CharSequence all = half == 0 ? text : half + text.toString();
    half = 0;
    int count = all.length();
    if (!ends && count > 0 && Character.isHighSurrogate(all.charAt(count - 1))) {
      half = all.charAt(count - 1);
      all = all.subSequence(0, count - 1);
    }
    byte[] utf8 = Utf16.toUtf8(all);
    keep(utf8, 0, utf8.length);
  }

  private void keep(byte[] utf8, int offset, int count) {
    if (length + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(length + count, 2 * kept.length));
    }
    System.arraycopy(utf8, offset, kept, length, count);
    length += count;
    if (length >= settleAt) {
      settle();
      settleAt = Math.max(KEPT_BYTES, 2 * length);
    }
  }

  private void settle() {
    int whole = wholeCharacters();
    int end;
    if (encoding.normalizes()) {
      end = encoding.rule().lastSafe(kept, 0, whole);
      settled += encoding.countPart(Long.MAX_VALUE, kept, 0, end, first);
    } else {
      Worker worker = encoding.workers().take();
      try {
        settled += worker.settle(kept, 0, whole);
        end = worker.settledEnd();
      } finally {
        encoding.workers().giveBack(worker);
      }
    }
    first &= end == 0;
    System.arraycopy(kept, end, kept, 0, length - end);
    length -= end;
  }

  /** Where a character at the end begins that may not have come whole, or the end. */
  private int wholeCharacters() {
    for (int at = length - 1; at >= Math.max(0, length - 3); at--) {
      if ((kept[at] & 0xc0) == 0xc0) {
        return at;
      }
      if (kept[at] >= 0) {
        break;
      }
    }
    return length;
  }
}
