package ai.meterr.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox runs.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param log file that receives a line of JSON per call: {@code call} (what stood in its header
 *     {@code x-sandbox-call}), {@code status}, and where a model answers {@code id}, {@code model}
 *     and {@code usage} in exclusive classes; null for none
 * @param seed with the request decides every word and every token count of an answer
 * @param firstToken mean time to the first token of a middling model; zero answers at once
 * @param betweenChunks mean time between two pieces of a stream; a plain answer waits as long as
 *     its stream would have taken
 */
public record SandboxConfig(
    String host,
    int port,
    @Nullable Path log,
    long seed,
    Duration firstToken,
    Duration betweenChunks) {
  private static final Duration USUAL_FIRST_TOKEN = Duration.ofMillis(550);
  private static final Duration USUAL_BETWEEN_CHUNKS = Duration.ofMillis(18);

  public SandboxConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    if (firstToken.isNegative() || betweenChunks.isNegative()) {
      throw new IllegalArgumentException("a latency is never negative");
    }
  }

  /** On a free local port, without any waiting. */
  public static SandboxConfig immediate(long seed) {
    return new SandboxConfig("127.0.0.1", 0, null, seed, Duration.ZERO, Duration.ZERO);
  }

  /** On a free local port, as slow as real providers are, times {@code scale}. */
  public static SandboxConfig lifelike(long seed, double scale) {
    return immediate(seed)
        .withLatency(scaled(USUAL_FIRST_TOKEN, scale), scaled(USUAL_BETWEEN_CHUNKS, scale));
  }

  public SandboxConfig withPort(int newPort) {
    return new SandboxConfig(host, newPort, log, seed, firstToken, betweenChunks);
  }

  public SandboxConfig withLog(@Nullable Path file) {
    return new SandboxConfig(host, port, file, seed, firstToken, betweenChunks);
  }

  public SandboxConfig withLatency(Duration newFirstToken, Duration newBetweenChunks) {
    return new SandboxConfig(host, port, log, seed, newFirstToken, newBetweenChunks);
  }

  private static Duration scaled(Duration usual, double scale) {
    return Duration.ofNanos(Math.round(usual.toNanos() * scale));
  }
}
