package ai.meterr.app.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider whose frames tell stream and place. No stream goes on past its first frame before all
 * of them are open; then each comes in pieces that end anywhere.
 */
final class NumberedStreams implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("stream=(\\d+)");
  private static final int BACKLOG = 4096;
  private static final int PIECE_MAX = 1500;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int frames;
  private final long seed;
  private final CountDownLatch allOpen;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger openAtOnce = new AtomicInteger();

  private NumberedStreams(HttpServer server, int streams, int frames, long seed) {
    this.server = server;
    this.frames = frames;
    this.seed = seed;
    this.allOpen = new CountDownLatch(streams);
  }

  static NumberedStreams start(int streams, int frames, long seed) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    NumberedStreams provider = new NumberedStreams(server, streams, frames, seed);
    server.createContext("/", provider::answer);
    server.setExecutor(provider.threads);
    server.start();
    return provider;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int openAtOnce() {
    return openAtOnce.get();
  }

  /** What the client of a stream must get. */
  String expected(int stream, boolean usageAsked) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < frames; i++) {
      text.append(frame(stream, i));
    }
    return text.append(usageAsked ? usage(stream) : "").append("data: [DONE]\n\n").toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = exchange.getRequestBody()) {
      String request = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher number = NUMBER.matcher(request);
      if (!number.find()) {
        throw new IOException("no number in " + request);
      }
      int stream = Integer.parseInt(number.group(1));
      exchange.getResponseHeaders().set("content-type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      openAtOnce.accumulateAndGet(open.incrementAndGet(), Math::max);
      try (OutputStream out = exchange.getResponseBody()) {
        stream(stream, out);
      }
      open.decrementAndGet();
    }
  }

  private void stream(int stream, OutputStream out) throws IOException {
    String whole = expected(stream, true);
    int at = frame(stream, 0).length();
    write(out, whole, 0, at);
    allOpen.countDown();
    awaitAll();
    SplittableRandom random = new SplittableRandom(seed + stream);
    while (at < whole.length()) {
      int to = Math.min(whole.length(), at + random.nextInt(1, PIECE_MAX));
      write(out, whole, at, to);
      at = to;
    }
  }

  private void awaitAll() throws IOException {
    try {
      if (!allOpen.await(60, TimeUnit.SECONDS)) {
        throw new IOException(allOpen.getCount() + " streams did not open");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void write(OutputStream out, String whole, int from, int to) throws IOException {
    out.write(whole.substring(from, to).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private String frame(int stream, int number) {
    boolean last = number == frames - 1;
    return chunk(
        stream,
        "[{\"index\":0,\"delta\":{\"content\":\"%d:%d \"},\"finish_reason\":%s}]"
            .formatted(stream, number, last ? "\"stop\"" : "null"),
        "");
  }

  private String usage(int stream) {
    return chunk(
        stream,
        "[]",
        ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":%d,\"total_tokens\":%d}"
            .formatted(frames, 10 + frames));
  }

  private static String chunk(int stream, String choices, String usage) {
    return """
    data: {"id":"chatcmpl-%d","object":"chat.completion.chunk","created":1790000000,\
    "model":"gpt-5-mini-2025-08-07","choices":%s%s}

    """
        .formatted(stream, choices, usage);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
