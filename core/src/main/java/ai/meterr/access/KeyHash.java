package ai.meterr.access;

import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a Meterr key. Keys have 32 random bytes: nothing slower is needed. */
public final class KeyHash {
  private final byte[] bytes;

  public KeyHash(byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 4) + "…";
  }
}
