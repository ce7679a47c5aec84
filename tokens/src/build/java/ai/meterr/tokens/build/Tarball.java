package ai.meterr.tokens.build;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** A gzipped tar archive, as npm packs it. */
final class Tarball {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 11;

  private Tarball() {}

  /** The content of one file. */
  static byte[] file(byte[] archive, String name) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(archive), 1 << 16)) {
      while (true) {
        byte[] head = in.readNBytes(BLOCK);
        if (head.length < BLOCK || head[0] == 0) {
          throw new IOException("the package has no file " + name);
        }
        long size =
            Long.parseLong(
                new String(head, SIZE_AT, SIZE_LENGTH, StandardCharsets.US_ASCII).strip(), 8);
        if (name.equals(name(head))) {
          return in.readNBytes(Math.toIntExact(size));
        }
        in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
      }
    }
  }

  private static String name(byte[] head) {
    int length = 0;
    while (length < NAME_LENGTH && head[length] != 0) {
      length++;
    }
    return new String(head, 0, length, StandardCharsets.US_ASCII);
  }
}
