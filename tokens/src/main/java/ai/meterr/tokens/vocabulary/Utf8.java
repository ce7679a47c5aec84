package ai.meterr.tokens.vocabulary;

/** What a byte says of the UTF-8 character it begins. */
final class Utf8 {
  private Utf8() {}

  /** Bytes of the character that this byte begins; 1 for a byte that begins none. */
  static int length(byte first) {
    if (first < 0 && first >= (byte) 0xc0) {
      return first < (byte) 0xe0 ? 2 : first < (byte) 0xf0 ? 3 : 4;
    }
    return 1;
  }
}
