package ai.meterr.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** What held bodies take together, in bytes, and the cap that they share. */
final class BodyMemory {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Whether the bytes fit; if so they count until they are given back. */
  boolean take(int bytes) {
    if (taken.addAndGet(bytes) <= bytesMax) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
