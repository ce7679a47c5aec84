package ai.meterr.app;

import java.util.concurrent.CountDownLatch;

/** A request to stop: SIGTERM or SIGINT. The process ends with status 0 once the work has ended. */
public final class Stop {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  private Stop() {}

  public static Stop onSignal() {
    Stop stop = new Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::wind, "meterr-stop"));
    return stop;
  }

  private void wind() {
    asked.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  /** Waits for the request, then does what ending takes. */
  public void awaitThen(Runnable end) throws InterruptedException {
    asked.await();
    try {
      end.run();
    } finally {
      done.countDown();
    }
  }
}
