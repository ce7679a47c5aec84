package ai.meterr.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Runs something until SIGTERM or SIGINT. What was started is closed before the process ends, also
 * where the signal came while it still started: an embedded database must not outlive it.
 */
public final class Stop {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int status = 1;

  private Stop() {}

  /**
   * Returns when what was started is closed.
   *
   * @param ready is told once it runs; not where the end was asked for before
   * @return the process's exit status
   * @throws Exception as {@code start} and {@code close} do
   */
  public static <T extends AutoCloseable> int untilAsked(Callable<T> start, Consumer<T> ready)
      throws Exception {
    Stop stop = new Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::wind, "meterr-stop"));
    try {
      try (T running = start.call()) {
        if (stop.asked.getCount() > 0) {
          ready.accept(running);
        }
        stop.asked.await();
      }
      stop.status = 0;
      return 0;
    } finally {
      stop.done.countDown();
    }
  }

  private void wind() {
    asked.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }
}
