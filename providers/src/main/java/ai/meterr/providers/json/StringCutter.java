package ai.meterr.providers.json;

/**
 * Shortens the long strings of a JSON text that comes in pieces, so that an answer with megabytes
 * of text or pictures is read in a few hundred bytes. What it leaves is the same JSON otherwise.
 */
final class StringCutter {
  /** Bytes of a string that are kept; a few more where a character or an escape is not over. */
  static final int KEPT = 512;

  private static final int UNICODE_ESCAPE_DIGITS = 4;

  private boolean inString;
  private boolean escaped;
  private int escapeDigits;
  private int length;
  private boolean dropping;

  /**
   * Moves what stays to the front of the piece.
   *
   * @param count bytes in the piece
   * @return how many stay
   */
  int cut(byte[] piece, int count) {
    int kept = 0;
    int i = 0;
    while (i < count) {
      if (!inString) {
        int from = i;
        while (i < count && piece[i] != '"') {
          i++;
        }
        if (i < count) {
          i++;
          inString = true;
          dropping = false;
          length = 0;
        }
        System.arraycopy(piece, from, piece, kept, i - from);
        kept += i - from;
      } else if (dropping && isBetweenCharacters()) {
        while (i < count && piece[i] != '"' && piece[i] != '\\') {
          i++;
        }
        if (i < count) {
          kept = inString(piece, i++, kept);
        }
      } else {
        kept = inString(piece, i++, kept);
      }
    }
    return kept;
  }

  private int inString(byte[] piece, int at, int kept) {
    byte c = piece[at];
    if (escaped) {
      escaped = false;
      escapeDigits = c == 'u' ? UNICODE_ESCAPE_DIGITS : 0;
    } else if (escapeDigits > 0) {
      escapeDigits--;
    } else if (c == '"') {
      inString = false;
      dropping = false;
    } else {
      // never in the middle of a character: bytes 10xxxxxx continue one
      dropping |= length >= KEPT && (c & 0xC0) != 0x80;
      escaped = c == '\\';
    }
    length++;
    if (dropping) {
      return kept;
    }
    piece[kept] = c;
    return kept + 1;
  }

  private boolean isBetweenCharacters() {
    return !escaped && escapeDigits == 0;
  }

  boolean isInString() {
    return inString;
  }
}
