package ai.meterr.bench.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Programs that use Meterr, each one thing after the other, until they are stopped. Most call
 * providers and do not retry: what became of a call whose answer broke off, only the ledger can
 * say. Some report events, and do.
 */
final class Load implements AutoCloseable {
  private static final int CALLERS = 20;
  private static final int REPORTERS = 4;
  private static final int THINK_MILLIS_MAX = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(150);

  /** A client that leaves does so after so many bytes at most. */
  private static final int LEAVES_AFTER_MAX = 900;

  private final String key;
  private final long seed;
  private final Queue<Made> made = new ConcurrentLinkedQueue<>();
  private final Queue<Reported> reported = new ConcurrentLinkedQueue<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final List<Thread> programs = new ArrayList<>();
  private volatile List<URI> addresses = List.of();
  private volatile boolean over;

  /**
   * @param key a Meterr key
   * @param seed decides what is called, not when
   */
  Load(String key, long seed) {
    this.key = key;
    this.seed = seed;
  }

  void start() {
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int program = 0; program < CALLERS + REPORTERS; program++) {
      String name = Character.toString('a' + program);
      SplittableRandom random = seeds.split();
      boolean calls = program < CALLERS;
      programs.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    if (calls) {
                      run(name, random);
                    } else {
                      report(name, random);
                    }
                  }));
    }
  }

  /** Calls made from now on go there, by turns that chance decides. */
  void goTo(List<URI> newAddresses) {
    addresses = List.copyOf(newAddresses);
  }

  /** How many answers have reached their client whole, so far. */
  int whole() {
    return whole.get();
  }

  /** How many calls Meterr has refused as not able now, so far. */
  int refused() {
    return refused.get();
  }

  /** Stops when what is at hand is over. */
  Done stop() throws InterruptedException {
    over = true;
    for (Thread program : programs) {
      program.join();
    }
    return new Done(List.copyOf(made), List.copyOf(reported), List.copyOf(complaints));
  }

  /**
   * @param complaints what was answered to reports and must not be
   */
  record Done(List<Made> made, List<Reported> reported, List<String> complaints) {}

  private void report(String name, SplittableRandom random) {
    Reporter reporter = new Reporter(client, key, () -> anyAddress(random), () -> over);
    try {
      for (int number = 0; !over; number++) {
        reported.addAll(reporter.report(name + number, random));
        Thread.sleep(random.nextInt(THINK_MILLIS_MAX));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    complaints.addAll(reporter.complaints());
  }

  private URI anyAddress(SplittableRandom random) {
    List<URI> now = addresses;
    return now.get(random.nextInt(now.size()));
  }

  private void run(String name, SplittableRandom random) {
    try {
      for (int number = 0; !over; number++) {
        Made one = call(name + number, random);
        made.add(one);
        if (one.whole() && one.status() == 200) {
          whole.incrementAndGet();
        }
        if (one.status() == 503 && one.eventId() == null) {
          refused.incrementAndGet();
        }
        boolean failed = one.status() == 0 || one.status() == 503;
        Thread.sleep(failed ? AFTER_FAILURE : Duration.ofMillis(random.nextInt(THINK_MILLIS_MAX)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Made call(String marker, SplittableRandom random) throws InterruptedException {
    ApiCall api = ApiCall.any(random);
    Twist twist = Twist.any(random);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(anyAddress(random) + api.path()))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + key)
            .header("x-meterr-tags", "call=" + marker)
            .header("x-sandbox-call", marker)
            .header("x-sandbox-usage", api.usage(random))
            .POST(BodyPublishers.ofString(api.body("A few words, please.")));
    api.headers().forEach(request::header);
    String order = twist.order(random);
    if (!order.isEmpty()) {
      request.header("x-sandbox-fault", order);
    }
    int bytesMax =
        twist == Twist.CLIENT_LEAVES ? random.nextInt(1, LEAVES_AFTER_MAX) : Integer.MAX_VALUE;
    HttpResponse<InputStream> answer;
    try {
      answer = client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException noAnswer) {
      return new Made(marker, api, twist, 0, null, false);
    }
    return new Made(
        marker,
        api,
        twist,
        answer.statusCode(),
        answer.headers().firstValue("x-meterr-event-id").orElse(null),
        isWhole(answer, api, bytesMax));
  }

  /** Reads an answer, unless its client leaves before. */
  private static boolean isWhole(HttpResponse<InputStream> answer, ApiCall api, int bytesMax) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean ended = false;
    try (InputStream in = answer.body()) {
      byte[] buffer = new byte[2048];
      int length = 0;
      while (length >= 0 && text.size() < bytesMax) {
        length = in.read(buffer, 0, Math.min(buffer.length, bytesMax - text.size()));
        text.write(buffer, 0, Math.max(0, length));
      }
      ended = length < 0;
    } catch (IOException brokenOff) {
      // what came until then may still be whole for who reads streams
    }
    boolean streamed = api.streams() && answer.statusCode() == 200;
    return streamed ? api.isWhole(text.toString(StandardCharsets.UTF_8)) : ended;
  }

  @Override
  public void close() {
    over = true;
    programs.forEach(Thread::interrupt);
    client.shutdownNow();
    client.close();
  }
}
