package ai.meterr.ledger.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the journal asks of the folder that it lives in. A port, so that tests can fill the disk,
 * fail an fsync or cut the power. Safe for use by several threads.
 */
public interface Disk {
  /**
   * Takes the folder for this process until the lock is closed or the process ends.
   *
   * @throws JournalInUse where another process, or another journal in this one, holds it
   */
  Closeable lock() throws IOException;

  /** Names of the files in the folder, in no order. */
  List<String> names() throws IOException;

  /** Makes a file that must not exist yet. */
  File create(String name) throws IOException;

  /** Opens a file that exists, for reading and writing. */
  File open(String name) throws IOException;

  /** Atomic. Durable after {@link #syncNames}. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Brings what was created, renamed and deleted onto the disk. */
  void syncNames() throws IOException;

  /** One open file. Offsets and sizes in bytes from its beginning. */
  interface File extends Closeable {
    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer into, long at) throws IOException;

    /** Writes all that remains in the buffer, or throws: then any part of it may be written. */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** fdatasync: what was written before it survives a power cut. */
    void sync() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;
  }
}
