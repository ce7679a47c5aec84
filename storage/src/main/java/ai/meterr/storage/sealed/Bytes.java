package ai.meterr.storage.sealed;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, and whole numbers in them as {@link LinePacker} says. */
final class Bytes {
  private static final int ROOM = 256;

  private byte[] bytes = new byte[ROOM];
  private int length;

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /**
   * @param value not negative
   */
  void number(long value) {
    while (value >= 0x80) {
      one((int) (value & 0x7f) | 0x80);
      value >>>= 7;
    }
    one((int) value);
  }

  void signed(long value) {
    if (value > Long.MIN_VALUE >> 1 && value < Long.MAX_VALUE >> 1) {
      number((value << 1) ^ (value >> 63));
    } else {
      signed(BigInteger.valueOf(value));
    }
  }

  void signed(BigInteger value) {
    if (value.bitLength() < 62) {
      signed(value.longValue());
      return;
    }
    BigInteger rest =
        value.signum() < 0
            ? value.negate().shiftLeft(1).subtract(BigInteger.ONE)
            : value.shiftLeft(1);
    while (rest.bitLength() > 7) {
      one((rest.intValue() & 0x7f) | 0x80);
      rest = rest.shiftRight(7);
    }
    one(rest.intValue());
  }

  void text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    number(encoded.length);
    append(encoded, encoded.length);
  }

  void append(Bytes other) {
    append(other.bytes, other.length);
  }

  private void append(byte[] other, int count) {
    room(count);
    System.arraycopy(other, 0, bytes, length, count);
    length += count;
  }

  private void one(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
