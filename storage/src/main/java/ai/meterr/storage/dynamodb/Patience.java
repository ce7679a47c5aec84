package ai.meterr.storage.dynamodb;

import ai.meterr.ledger.rawlog.RawLogUnavailable;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How often something is tried again: pauses that double up to a longest, each of random length (so
 * that nodes that were throttled together do not come back together), until the time is up.
 *
 * @param first the first pause is at most this long
 * @param longest no pause is longer
 * @param inAll from the first try on
 * @param random safe for use by several threads
 */
record Patience(Duration first, Duration longest, Duration inAll, RandomGenerator random) {

  /** For one piece of work, from now on. */
  Tries begin(String doing) {
    return new Tries(doing, System.nanoTime());
  }

  final class Tries {
    private final String doing;
    private final long began;
    private long pauseNanos = first.toNanos();

    private Tries(String doing, long began) {
      this.doing = doing;
      this.began = began;
    }

    /**
     * Waits before the next try.
     *
     * @param why null: what was asked for was done in part only
     * @throws RawLogUnavailable where the time is up
     */
    void again(@Nullable Exception why) {
      long pause = random.nextLong(pauseNanos + 1);
      if (System.nanoTime() - began + pause > inAll.toNanos()) {
        String after = doing + ": DynamoDB has not done it in " + inAll.toSeconds() + " s";
        throw why == null ? new RawLogUnavailable(after) : new RawLogUnavailable(after, why);
      }
      pauseNanos = Math.min(2 * pauseNanos, longest.toNanos());
      try {
        Thread.sleep(Duration.ofNanos(pause));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RawLogUnavailable(doing, e);
      }
    }
  }
}
