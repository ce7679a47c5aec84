package ai.meterr.sandbox;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How long the pretended model takes: large models longer than small ones, each call a little
 * different.
 */
final class Pace {
  private static final Duration LONGEST_PLAIN_ANSWER = Duration.ofSeconds(40);

  private final long firstTokenNanos;
  private final long betweenNanos;

  Pace(SandboxConfig config, String model, SplittableRandom random) {
    double factor = weight(model) * (0.6 + 1.1 * random.nextDouble() * random.nextDouble());
    this.firstTokenNanos = Math.round(config.firstToken().toNanos() * factor);
    this.betweenNanos = Math.round(config.betweenChunks().toNanos() * factor);
  }

  private static double weight(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    if (name.contains("embedding")) {
      return 0.2;
    }
    if (name.contains("mini")
        || name.contains("nano")
        || name.contains("haiku")
        || name.contains("flash")) {
      return 0.6;
    }
    return name.contains("opus") || name.contains("-pro") ? 1.9 : 1.1;
  }

  void untilFirstToken() throws InterruptedIOException {
    sleep(firstTokenNanos);
  }

  void betweenChunks() throws InterruptedIOException {
    sleep(betweenNanos);
  }

  /** The time after the first token that a plain answer of so many pieces takes. */
  void wholeAnswer(long pieces) throws InterruptedIOException {
    sleep(Math.min(LONGEST_PLAIN_ANSWER.toNanos(), betweenNanos * pieces));
  }

  static void sleep(Duration time) throws InterruptedIOException {
    sleep(time.toNanos());
  }

  private static void sleep(long nanos) throws InterruptedIOException {
    if (nanos <= 0) {
      return;
    }
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      throw (InterruptedIOException) new InterruptedIOException("the sandbox closes").initCause(e);
    }
  }
}
