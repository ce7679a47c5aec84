package ai.meterr.ledger.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Brings onto the disk what the writer left in the page cache: at once where it was quiet before,
 * then every 100 ms. Never writes.
 */
final class JournalSyncer {
  private static final Logger LOG = System.getLogger(JournalSyncer.class.getName());
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final Appender appender;
  private final Progress progress;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("meterr-journal-sync").unstarted(this::run);

  JournalSyncer(Appender appender, Progress progress) {
    this.appender = appender;
    this.progress = progress;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (progress.awaitUnsynced()) {
        appender.sync();
        closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException | RuntimeException e) {
      // what the kernel could not write may be gone from the page cache: a second try proves
      // nothing
      LOG.log(Level.ERROR, "the journal takes nothing any more: " + e);
      progress.failed("the journal failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      progress.failed("the journal's syncing was interrupted");
    }
  }

  void close() {
    progress.ending();
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
