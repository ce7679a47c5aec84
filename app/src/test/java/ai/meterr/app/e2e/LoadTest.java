package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole of Meterr, journal and ledger too, under answers that are large, slow and many. */
@Tag("slow")
class LoadTest {
  private static final long STREAM_BYTES = 1L << 30;

  /** Less: it takes the same way through the kernel, and the sandbox writes it more slowly. */
  private static final long PLAIN_BYTES = 1L << 28;

  private static final long WARM_UP_BYTES = 1L << 25;
  private static final Duration SLOWLY = Duration.ofSeconds(3);
  private static final long GROWTH_MAX_BYTES = 64L << 20;
  private static final int STREAMS = 2_000;
  private static final int FRAMES = 50;
  private static final long SEED = Long.getLong("meterr.load.seed", 20261124);

  /** What is hot here is worth the second compiler, which other tests of processes do without. */
  private static final String COMPILE_WELL = "-XX:TieredStopAtLevel=4";

  /** A heap that could hold a small part of one answer. */
  private static final List<String> SMALL_HEAP = List.of("-Xmx192m", COMPILE_WELL);

  @TempDir Path folder;

  @Test
  void a_slow_client_of_a_fast_provider_costs_no_memory_however_large_the_answer()
      throws Exception {
    try (Forked sandbox =
            Programs.start(List.of(COMPILE_WELL), Map.of(), "sandbox", "--port", "0");
        Forked meterr =
            Programs.start(SMALL_HEAP, Environments.of(folder, sandbox.address()), "serve");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SlowClient plain = new SlowClient(meterr.address(), false);
      SlowClient stream = new SlowClient(meterr.address(), true);
      for (SlowClient client : List.of(plain, stream)) {
        client.read(WARM_UP_BYTES, Duration.ZERO);
      }
      try (Memory memory = Memory.watch(meterr.pid())) {
        long began = System.nanoTime();
        Future<SlowClient.Answer> plainAnswer =
            threads.submit(() -> plain.read(PLAIN_BYTES, SLOWLY));
        Future<SlowClient.Answer> streamAnswer =
            threads.submit(() -> stream.read(STREAM_BYTES, SLOWLY));
        List<SlowClient.Answer> answers = List.of(plainAnswer.get(), streamAnswer.get());
        System.out.printf(
            "slow clients of a stream of 1 GiB and of a plain answer of 256 MiB, at once: resident"
                + " memory %d MiB before, at most %d MiB, so %d MiB more; %d KiB had come while"
                + " they were slow; %d s in all%n",
            memory.before() >> 20,
            memory.most() >> 20,
            memory.growth() >> 20,
            answers.stream().mapToLong(SlowClient.Answer::slowBytes).sum() >> 10,
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        assertThat(memory.growth()).as("bytes more").isLessThan(GROWTH_MAX_BYTES);
        assertThat(answers)
            .allSatisfy(answer -> assertThat(answer.whole()).isTrue())
            .extracting(SlowClient.Answer::bytes)
            .satisfiesExactly(
                bytes -> assertThat(bytes).isGreaterThan(PLAIN_BYTES),
                bytes -> assertThat(bytes).isGreaterThan(STREAM_BYTES));
      }
      Api api = new Api(meterr.address(), Environments.KEY);
      assertThat(eventuallyRequests(api, 4)).isTrue();
      assertThat(api.events())
          .allSatisfy(event -> assertThat(event.path("status").asString("")).isEqualTo("priced"))
          .allSatisfy(
              event -> assertThat(event.path("ending").asString("")).isEqualTo("completed"));
    }
  }

  @Test
  void of_two_thousand_open_streams_no_frame_is_lost_or_out_of_order() throws Exception {
    try (NumberedStreams provider = NumberedStreams.start(STREAMS, FRAMES, SEED);
        Forked meterr =
            Programs.start(SMALL_HEAP, Environments.of(folder, provider.address()), "serve");
        HttpClient client = HttpClient.newHttpClient()) {
      URI address = meterr.address();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      try (Memory memory = Memory.watch(meterr.pid())) {
        long began = System.nanoTime();
        for (int stream = 0; stream < STREAMS; stream++) {
          answers.add(client.sendAsync(request(address, stream), BodyHandlers.ofString()));
        }
        int wrong = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
          HttpResponse<String> answer = answers.get(stream).get(60, TimeUnit.SECONDS);
          boolean right =
              answer.statusCode() == 200
                  && answer.body().equals(provider.expected(stream, asksForUsage(stream)));
          wrong += right ? 0 : 1;
        }
        System.out.printf(
            "%d streams of %d frames, %d open at once (seed %d): %d differ; resident memory %d MiB"
                + " before, at most %d MiB; %d s%n",
            STREAMS,
            FRAMES,
            provider.openAtOnce(),
            SEED,
            wrong,
            memory.before() >> 20,
            memory.most() >> 20,
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        assertThat(wrong).as("streams that differ").isZero();
        assertThat(provider.openAtOnce()).isEqualTo(STREAMS);
      }
      Api api = new Api(address, Environments.KEY);
      assertThat(eventuallyRequests(api, STREAMS)).isTrue();
      Set<String> sessions = new HashSet<>();
      for (JsonNode event : api.events()) {
        assertThat(event.path("status").asString("")).isEqualTo("priced");
        assertThat(event.path("usage").path("output").asInt()).isEqualTo(FRAMES);
        sessions.add(event.path("session").asString(""));
      }
      assertThat(sessions).hasSize(STREAMS);
    }
  }

  /** Half the clients get a usage frame because they asked for it, half must not see one. */
  private static boolean asksForUsage(int stream) {
    return stream % 2 == 0;
  }

  private static HttpRequest request(URI address, int stream) {
    String options = asksForUsage(stream) ? ", \"stream_options\": {\"include_usage\": true}" : "";
    return HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("content-type", "application/json")
        .header("authorization", "Bearer " + Environments.KEY)
        .header("x-meterr-session", String.valueOf(stream))
        .POST(
            BodyPublishers.ofString(
                """
                {"model": "gpt-5-mini", "stream": true%s,
                 "messages": [{"role": "user", "content": "stream=%d."}]}
                """
                    .formatted(options, stream)))
        .build();
  }

  private static boolean eventuallyRequests(Api api, long count) throws InterruptedException {
    return Api.eventually(
        Duration.ofSeconds(20),
        () -> {
          try {
            return api.total().path("requests").asLong() == count;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }
}
