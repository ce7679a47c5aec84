package ai.meterr.testkit;

import ai.meterr.ledger.journal.Disk;
import ai.meterr.ledger.journal.JournalInUse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that can be looked at as it would be found after a death: {@link #afterKill} has
 * all that was written, {@link #afterPowerCut} what was synced, and of the rest whatever the drive
 * happened to write. Each look is a disk of its own. Safe for use by several threads.
 */
public final class MemoryDisk implements Disk {
  /** What a drive writes whole or not at all. */
  private static final int SECTOR = 512;

  private final Map<String, Content> files = new TreeMap<>();

  /** What the folder would list after a power cut. */
  private Map<String, Content> syncedNames = new TreeMap<>();

  private boolean locked;

  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];
  }

  /** As found by the next process after this one was killed. */
  public synchronized MemoryDisk afterKill() {
    MemoryDisk copy = new MemoryDisk();
    files.forEach((name, content) -> copy.put(name, content.bytes.clone()));
    return copy;
  }

  /**
   * As found after the power was cut: names and contents as synced, and of what was written since,
   * each sector or not.
   */
  public synchronized MemoryDisk afterPowerCut(Random random) {
    MemoryDisk copy = new MemoryDisk();
    syncedNames.forEach((name, content) -> copy.put(name, torn(content, random)));
    return copy;
  }

  private static byte[] torn(Content content, Random random) {
    if (Arrays.equals(content.bytes, content.synced)) {
      return content.synced.clone();
    }
    boolean newSize = random.nextBoolean();
    byte[] torn =
        Arrays.copyOf(content.synced, newSize ? content.bytes.length : content.synced.length);
    for (int at = 0; at < torn.length; at += SECTOR) {
      int length = Math.min(SECTOR, Math.min(torn.length, content.bytes.length) - at);
      if (length > 0 && random.nextBoolean()) {
        System.arraycopy(content.bytes, at, torn, at, length);
      }
    }
    return torn;
  }

  /** Changes a file behind the journal's back. */
  public synchronized void change(String name, UnaryOperator<byte[]> change) throws IOException {
    Content content = existing(name);
    content.bytes = change.apply(content.bytes.clone());
    content.synced = content.bytes;
  }

  public synchronized byte[] bytes(String name) throws IOException {
    return existing(name).bytes.clone();
  }

  private void put(String name, byte[] bytes) {
    Content content = new Content();
    content.bytes = bytes;
    content.synced = bytes;
    files.put(name, content);
    syncedNames.put(name, content);
  }

  @Override
  public synchronized Closeable lock() {
    if (locked) {
      throw new JournalInUse("another process uses the journal in " + this);
    }
    locked = true;
    return this::unlock;
  }

  private synchronized void unlock() {
    locked = false;
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized File create(String name) throws IOException {
    if (files.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    Content content = new Content();
    files.put(name, content);
    return new Opened(content);
  }

  @Override
  public synchronized File open(String name) throws IOException {
    return new Opened(existing(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    Content content = existing(from);
    files.remove(from);
    files.put(to, content);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    existing(name);
    files.remove(name);
  }

  @Override
  public synchronized void syncNames() {
    syncedNames = new TreeMap<>(files);
  }

  private Content existing(String name) throws NoSuchFileException {
    Content content = files.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content;
  }

  @Override
  public String toString() {
    return "memory";
  }

  private final class Opened implements File {
    private final Content content;

    private Opened(Content content) {
      this.content = content;
    }

    @Override
    public void read(ByteBuffer into, long at) {
      synchronized (MemoryDisk.this) {
        int length = (int) Math.min(into.remaining(), content.bytes.length - at);
        if (length > 0) {
          into.put(content.bytes, (int) at, length);
        }
      }
    }

    @Override
    public void write(ByteBuffer bytes, long at) {
      synchronized (MemoryDisk.this) {
        int end = (int) at + bytes.remaining();
        byte[] changed = Arrays.copyOf(content.bytes, Math.max(content.bytes.length, end));
        bytes.get(changed, (int) at, bytes.remaining());
        content.bytes = changed;
      }
    }

    @Override
    public void sync() {
      synchronized (MemoryDisk.this) {
        content.synced = content.bytes;
      }
    }

    @Override
    public void truncate(long size) {
      synchronized (MemoryDisk.this) {
        if (size < content.bytes.length) {
          content.bytes = Arrays.copyOf(content.bytes, (int) size);
        }
      }
    }

    @Override
    public long size() {
      synchronized (MemoryDisk.this) {
        return content.bytes.length;
      }
    }

    @Override
    public void close() {}
  }
}
