package ai.meterr.tokens.vocabulary;

/**
 * GPT-2's way to write bytes as printable characters: those that are printable stand for
 * themselves, the others, in order, for U+0100 and on.
 */
final class ByteLevel {
  private static final char[] NAMES = new char[256];
  private static final short[] VALUES = new short[0x200];

  static {
    char next = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xac || value >= 0xae;
      char name = printable ? (char) value : next++;
      NAMES[value] = name;
      VALUES[name] = (short) (value + 1);
    }
  }

  private ByteLevel() {}

  /** How a byte, 0 to 255, is written. */
  static String name(int value) {
    return String.valueOf(NAMES[value]);
  }

  /** The bytes that a token's name stands for. */
  static byte[] bytes(String name) {
    byte[] bytes = new byte[name.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = name.charAt(i);
      if (c >= VALUES.length || VALUES[c] == 0) {
        throw new IllegalArgumentException("not written in bytes: " + name);
      }
      bytes[i] = (byte) (VALUES[c] - 1);
    }
    return bytes;
  }
}
