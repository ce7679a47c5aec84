package ai.meterr.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Plain calls at a steady rate, whatever becomes of the ones before; remembers each answer's event.
 */
final class SteadyLoad implements AutoCloseable {
  private static final String BODY =
      """
      {"model": "gpt-5-mini", "max_tokens": 20,
       "messages": [{"role": "user", "content": "A few words please."}]}
      """;

  private final URI address;
  private final long periodNanos;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final AtomicLong failed = new AtomicLong();
  private final Phaser running = new Phaser(1);
  private final Thread pace;
  private volatile boolean over;

  SteadyLoad(URI meterr, int perSecond) {
    this.address = URI.create(meterr + "/v1/chat/completions");
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.pace = Thread.ofPlatform().name("load").start(this::run);
  }

  private void run() {
    long due = System.nanoTime();
    while (!over) {
      send();
      due += periodNanos;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private void send() {
    running.register();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + Launched.KEY)
            .POST(BodyPublishers.ofString(BODY))
            .build();
    client.sendAsync(request, BodyHandlers.discarding()).whenComplete(this::answered);
  }

  private void answered(@Nullable HttpResponse<Void> answer, @Nullable Throwable broken) {
    if (answer != null && answer.statusCode() == 200) {
      served.add(answer.headers().firstValue("x-meterr-event-id").orElse("none"));
    } else {
      failed.incrementAndGet();
    }
    running.arriveAndDeregister();
  }

  /** Events of the calls that were answered. */
  Set<String> served() {
    return served;
  }

  long failed() {
    return failed.get();
  }

  /** Ends when the last call is answered. */
  @Override
  public void close() {
    over = true;
    try {
      pace.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!running.isTerminated()) {
      running.awaitAdvance(running.arrive());
    }
  }
}
