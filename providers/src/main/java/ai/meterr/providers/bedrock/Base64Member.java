package ai.meterr.providers.bedrock;

import java.nio.ByteBuffer;

/**
 * Takes the bytes out of one base64 member of a JSON object that comes in pieces, whatever their
 * size: a chunk may be megabytes, and nothing of it is kept.
 */
final class Base64Member {
  private static final int PIECE = 1024;

  private final String name;
  private final StringBuilder key = new StringBuilder();
  private final byte[] piece = new byte[PIECE];
  private int filled;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean inValue;
  private int bits;
  private int bitCount;

  interface Sink {
    void bytes(byte[] bytes, int count);
  }

  Base64Member(String name) {
    this.name = name;
  }

  void feed(ByteBuffer bytes, int from, int to, Sink sink) {
    for (int i = from; i < to; i++) {
      byte c = bytes.get(i);
      if (inString) {
        string(c, sink);
      } else {
        structure(c);
      }
    }
    flush(sink);
  }

  private void structure(byte c) {
    switch (c) {
      case '"' -> {
        inString = true;
        if (!inValue) {
          key.setLength(0);
        }
      }
      case ':' -> inValue = true;
      case ',' -> inValue = false;
      case '{', '[' -> {
        depth++;
        inValue = false;
      }
      case '}', ']' -> depth--;
      default -> {}
    }
  }

  private void string(byte c, Sink sink) {
    if (!escaped && c == '"') {
      inString = false;
    } else if (!escaped && c == '\\') {
      escaped = true; // only a slash needs it here, and stands behind it as itself
    } else {
      escaped = false;
      if (!inValue && key.length() <= name.length()) {
        key.append((char) c);
      } else if (inValue && depth == 1 && name.contentEquals(key)) {
        digit(c, sink);
      }
    }
  }

  private void digit(byte c, Sink sink) {
    int value = value(c);
    if (value < 0) {
      return; // padding
    }
    bits = bits << 6 | value;
    bitCount += 6;
    if (bitCount >= Byte.SIZE) {
      bitCount -= Byte.SIZE;
      piece[filled++] = (byte) (bits >> bitCount);
      if (filled == PIECE) {
        flush(sink);
      }
    }
  }

  private static int value(byte c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  private void flush(Sink sink) {
    if (filled > 0) {
      sink.bytes(piece, filled);
      filled = 0;
    }
  }
}
