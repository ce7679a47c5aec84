package ai.meterr.control.live;

import java.time.Duration;

/**
 * The times of a live stream.
 *
 * @param heartbeat at most this long without a byte; also how late a lost signal is noticed
 * @param recheck how soon a stream ends after its session or key has
 * @param life of a stream: clients reconnect where they were
 */
public record LivePace(Duration heartbeat, Duration recheck, Duration life) {
  public static final LivePace USUAL =
      new LivePace(Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(60));
}
