package ai.meterr.tokens;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/** What an encoding does to a text before it is cut. */
enum Normalization {
  /** Nothing: the text is counted as it stands. */
  NONE {
    @Override
    boolean changes(byte[] utf8, int from, int end, boolean first) {
      return false;
    }

    @Override
    byte[] apply(byte[] utf8, int from, int end, boolean first) {
      throw new IllegalStateException("nothing to change");
    }
  },

  /** Canonical composition. */
  NFC {
    @Override
    boolean changes(byte[] utf8, int from, int end, boolean first) {
      return hasByteFrom((byte) 0xcc, utf8, from, end) && !isNormal(utf8, from, end, form());
    }

    @Override
    byte[] apply(byte[] utf8, int from, int end, boolean first) {
      return normalize(utf8, from, end, form());
    }

    private Normalizer.Form form() {
      return Normalizer.Form.NFC;
    }
  },

  /** Compatibility composition. */
  NFKC {
    @Override
    boolean changes(byte[] utf8, int from, int end, boolean first) {
      return hasByteFrom((byte) 0xc2, utf8, from, end) && !isNormal(utf8, from, end, form());
    }

    @Override
    byte[] apply(byte[] utf8, int from, int end, boolean first) {
      return normalize(utf8, from, end, form());
    }

    private Normalizer.Form form() {
      return Normalizer.Form.NFKC;
    }
  },

  /** SentencePiece: a space before the text, and U+2581 is a space. */
  SENTENCE {
    @Override
    boolean changes(byte[] utf8, int from, int end, boolean first) {
      return true;
    }

    @Override
    byte[] apply(byte[] utf8, int from, int end, boolean first) {
      byte[] sentence = new byte[end - from + 1];
      int to = 0;
      if (first) {
        sentence[to++] = ' ';
      }
      for (int at = from; at < end; at++) {
        boolean lowBlock =
            utf8[at] == (byte) 0xe2
                && at + 2 < end
                && utf8[at + 1] == (byte) 0x96
                && utf8[at + 2] == (byte) 0x81;
        sentence[to++] = lowBlock ? (byte) ' ' : utf8[at];
        at += lowBlock ? 2 : 0;
      }
      return Arrays.copyOf(sentence, to);
    }
  };

  /**
   * Whether a text, which is not empty, comes out different.
   *
   * @param first whether it is the beginning of a text, not a later part
   */
  abstract boolean changes(byte[] utf8, int from, int end, boolean first);

  abstract byte[] apply(byte[] utf8, int from, int end, boolean first);

  /** Whether there is a byte that begins a character as high as this one does. */
  private static boolean hasByteFrom(byte first, byte[] utf8, int from, int end) {
    for (int at = from; at < end; at++) {
      if (utf8[at] < 0 && utf8[at] >= first) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNormal(byte[] utf8, int from, int end, Normalizer.Form form) {
    return Normalizer.isNormalized(
        new String(utf8, from, end - from, StandardCharsets.UTF_8), form);
  }

  private static byte[] normalize(byte[] utf8, int from, int end, Normalizer.Form form) {
    String text = new String(utf8, from, end - from, StandardCharsets.UTF_8);
    return Normalizer.normalize(text, form).getBytes(StandardCharsets.UTF_8);
  }
}
