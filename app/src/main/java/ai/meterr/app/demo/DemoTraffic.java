package ai.meterr.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The example organization at work: a few calls a second through the gateway's public port, as its
 * programs would make them. It knows nothing of what answers.
 */
public final class DemoTraffic implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 48;
  private static final int READ_BEFORE_LEAVING = 700;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final URI gateway;
  private final DemoCalls calls;
  private final InstantSource clock;
  private final Pause pause;
  private final Semaphore free = new Semaphore(CALLS_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();

  /** How the time between two calls passes. */
  @FunctionalInterface
  public interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  private DemoTraffic(
      URI gateway, Function<DemoKey, String> keys, long seed, InstantSource clock, Pause pause) {
    this.gateway = gateway;
    this.calls = new DemoCalls(keys, seed);
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Calls until it is closed.
   *
   * @param gateway the public port, without a path
   * @param keys the whole Meterr key that a program calls with
   */
  public static DemoTraffic start(
      URI gateway, Function<DemoKey, String> keys, long seed, InstantSource clock, Pause pause) {
    DemoTraffic traffic = new DemoTraffic(gateway, keys, seed, clock, pause);
    traffic.threads.execute(traffic::run);
    return traffic;
  }

  /** Calls whose answer was read to its end, whatever its status, or left on purpose. */
  public long answered() {
    return answered.get();
  }

  /** Calls that got no whole answer. */
  public long broken() {
    return broken.get();
  }

  /** Leaves running calls. */
  @Override
  public void close() {
    threads.shutdownNow();
    client.shutdownNow();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Instant now = clock.instant();
        pause.last(calls.gap(now));
        DemoCall call = calls.next(now);
        free.acquire();
        threads.execute(() -> make(call));
      }
    } catch (InterruptedException | RejectedExecutionException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(DemoCall call) {
    try {
      HttpResponse<InputStream> response =
          client.send(call.to(gateway), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (call.leavesEarly()) {
          body.readNBytes(READ_BEFORE_LEAVING);
        } else {
          body.transferTo(OutputStream.nullOutputStream());
        }
      }
      answered.incrementAndGet();
    } catch (IOException e) {
      broken.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }
}
