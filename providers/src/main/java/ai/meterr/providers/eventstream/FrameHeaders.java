package ai.meterr.providers.eventstream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of a frame that are strings: all that say what it is are. */
public final class FrameHeaders {
  private static final int STRING = 7;

  private final Map<String, String> strings;

  private FrameHeaders(Map<String, String> strings) {
    this.strings = strings;
  }

  public @Nullable String at(String name) {
    return strings.get(name);
  }

  /** Null where the bytes are no headers. */
  static @Nullable FrameHeaders read(ByteBuffer bytes) {
    Map<String, String> strings = new HashMap<>();
    try {
      while (bytes.hasRemaining()) {
        String name = string(bytes, bytes.get() & 0xFF);
        int type = bytes.get();
        int length = length(type, bytes);
        if (length < 0) {
          return null;
        }
        String value = string(bytes, length);
        if (type == STRING) {
          strings.put(name, value);
        }
      }
    } catch (BufferUnderflowException tooShort) {
      return null;
    }
    return new FrameHeaders(strings);
  }

  /** Of the value: true and false have none, numbers and ids a fixed one. Negative: no type. */
  private static int length(int type, ByteBuffer bytes) {
    return switch (type) {
      case 0, 1 -> 0;
      case 2 -> Byte.BYTES;
      case 3 -> Short.BYTES;
      case 4 -> Integer.BYTES;
      case 5, 8 -> Long.BYTES;
      case 6, STRING -> bytes.getShort() & 0xFFFF;
      case 9 -> 2 * Long.BYTES;
      default -> -1;
    };
  }

  private static String string(ByteBuffer bytes, int length) {
    byte[] text = new byte[Math.min(length, bytes.remaining() + 1)];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
