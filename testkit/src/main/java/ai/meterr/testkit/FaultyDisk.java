package ai.meterr.testkit;

import ai.meterr.ledger.journal.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk that fails on request: full, failing to sync, or dead after so many bytes. Safe for use by
 * several threads.
 */
public final class FaultyDisk implements Disk {
  private final Disk disk;
  private long freeBytes = Long.MAX_VALUE;
  private long bytesToDeath = Long.MAX_VALUE;
  private boolean syncFails;

  public FaultyDisk(Disk disk) {
    this.disk = disk;
  }

  /** By how many bytes files may still grow; overwriting needs none. Growing past it fails. */
  public synchronized void free(long bytes) {
    freeBytes = bytes;
  }

  /**
   * After so many more written bytes every operation that changes something fails; the write that
   * reaches it is cut short there.
   */
  public synchronized void dieAfter(long bytes) {
    bytesToDeath = bytes;
  }

  public synchronized void failSyncs() {
    syncFails = true;
  }

  @Override
  public Closeable lock() throws IOException {
    return disk.lock();
  }

  @Override
  public List<String> names() throws IOException {
    return disk.names();
  }

  @Override
  public File create(String name) throws IOException {
    requireAlive();
    return new FaultyFile(disk.create(name));
  }

  @Override
  public File open(String name) throws IOException {
    return new FaultyFile(disk.open(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    requireAlive();
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    requireAlive();
    disk.delete(name);
  }

  @Override
  public void syncNames() throws IOException {
    requireAlive();
    disk.syncNames();
  }

  private synchronized void requireAlive() throws IOException {
    if (bytesToDeath <= 0) {
      throw new IOException("the process is dead");
    }
  }

  /** How many of the bytes get through. */
  private synchronized int admit(int length) {
    int admitted = (int) Math.min(length, bytesToDeath);
    bytesToDeath -= admitted;
    return admitted;
  }

  private synchronized void grow(long bytes) throws IOException {
    if (bytes > freeBytes) {
      throw new IOException("No space left on device");
    }
    freeBytes -= bytes;
  }

  private synchronized void requireSyncing() throws IOException {
    requireAlive();
    if (syncFails) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public String toString() {
    return disk.toString();
  }

  private final class FaultyFile implements File {
    private final File file;

    private FaultyFile(File file) {
      this.file = file;
    }

    @Override
    public void read(ByteBuffer into, long at) throws IOException {
      file.read(into, at);
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      requireAlive();
      grow(Math.max(0, at + bytes.remaining() - file.size()));
      int whole = bytes.limit();
      int admitted = admit(bytes.remaining());
      file.write(bytes.limit(bytes.position() + admitted), at);
      if (bytes.position() < whole) {
        throw new IOException("the process is dead");
      }
    }

    @Override
    public void sync() throws IOException {
      requireSyncing();
      file.sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      requireAlive();
      grow(Math.min(0, size - file.size()));
      file.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
