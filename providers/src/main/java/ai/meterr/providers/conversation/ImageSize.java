package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Part;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Width and height of a picture that comes along as Base64, read from its first bytes: PNG, GIF,
 * JPEG, WebP. Zero where it is elsewhere or something else.
 */
record ImageSize(int width, int height) {
  private static final ImageSize UNKNOWN = new ImageSize(0, 0);

  /** More than any head is long, thumbnails in a JPEG's head included. */
  private static final int HEAD_CHARACTERS = 1 << 18;

  Part.Image of(Part.Detail detail) {
    return new Part.Image(width, height, detail);
  }

  /**
   * @param data Base64, or a {@code data:} URL with it
   */
  static ImageSize of(String data) {
    int comma = data.startsWith("data:") ? data.indexOf(',') : -1;
    String text = data.substring(comma + 1, Math.min(data.length(), comma + 1 + HEAD_CHARACTERS));
    try {
      return read(
          ByteBuffer.wrap(Base64.getDecoder().decode(text.substring(0, text.length() & ~3))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException notAPicture) {
      return UNKNOWN;
    }
  }

  private static ImageSize read(ByteBuffer bytes) {
    int first = bytes.getInt(0);
    if (first == 0x89504e47) {
      return new ImageSize(bytes.getInt(16), bytes.getInt(20));
    }
    if (first == 0x47494638) {
      return new ImageSize(small(bytes, 6), small(bytes, 8));
    }
    if (first >>> 16 == 0xffd8) {
      return jpeg(bytes);
    }
    if (first == 0x52494646 && bytes.getInt(8) == 0x57454250) {
      return webp(bytes);
    }
    return UNKNOWN;
  }

  /** Goes from segment to segment to the one that begins the frame. */
  private static ImageSize jpeg(ByteBuffer bytes) {
    int at = 2;
    while ((bytes.get(at) & 0xff) == 0xff) {
      int marker = bytes.get(at + 1) & 0xff;
      boolean frame = marker >= 0xc0 && marker <= 0xcf && marker % 4 != 0 || marker == 0xc0;
      if (frame) {
        return new ImageSize(bytes.getShort(at + 7) & 0xffff, bytes.getShort(at + 5) & 0xffff);
      }
      at += 2 + (bytes.getShort(at + 2) & 0xffff);
    }
    return UNKNOWN;
  }

  private static ImageSize webp(ByteBuffer bytes) {
    return switch (bytes.getInt(12)) {
      case 0x56503858 -> // extended: 24 bits each, less one
          new ImageSize(
              1 + small(bytes, 24) + ((bytes.get(26) & 0xff) << 16),
              1 + small(bytes, 27) + ((bytes.get(29) & 0xff) << 16));
      case 0x5650384c -> { // lossless: 14 bits each, less one
        int bits = Integer.reverseBytes(bytes.getInt(21));
        yield new ImageSize(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
      }
      default -> new ImageSize(small(bytes, 26) & 0x3fff, small(bytes, 28) & 0x3fff);
    };
  }

  private static int small(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff | (bytes.get(at + 1) & 0xff) << 8;
  }
}
