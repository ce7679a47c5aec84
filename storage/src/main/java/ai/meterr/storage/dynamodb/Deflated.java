package ai.meterr.storage.dynamodb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Bytes as raw deflate (RFC 1951): an item is paid by the kilobyte, and holds 400 of them. */
final class Deflated {
  private Deflated() {}

  static byte[] of(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2 + 16);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static byte[] read(byte[] deflated) {
    Inflater inflater = new Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(deflated), inflater)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("an event in the raw log is damaged", e);
    } finally {
      inflater.end();
    }
  }
}
