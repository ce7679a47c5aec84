package ai.meterr.app.imports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A form of file that events are made of. */
public interface ImportFormat {
  /**
   * @param file as it is, or gzipped
   * @throws IOException where the file cannot be read
   */
  void read(Path file, Imported imported) throws IOException;

  /** The file's bytes, inflated. */
  static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes) : bytes;
  }
}
