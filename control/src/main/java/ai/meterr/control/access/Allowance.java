package ai.meterr.control.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may try: so many times at once, then once per period. Remembers a bounded
 * number of names, the latest; whoever is forgotten begins anew.
 */
final class Allowance {
  private static final int NAMES_MAX = 20_000;

  private final int burst;
  private final Duration period;
  private final InstantSource clock;

  /**
   * Per name, when its allowance will be whole again: each try moves that one period further away.
   */
  private final Map<String, Instant> wholeAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > NAMES_MAX;
        }
      };

  Allowance(int burst, Duration period, InstantSource clock) {
    this.burst = burst;
    this.period = period;
    this.clock = clock;
  }

  /** Takes one try. Zero where it is allowed, else how long to wait for the next. */
  synchronized Duration take(String name) {
    Instant now = clock.instant();
    Instant whole = later(wholeAt.getOrDefault(name, now), now).plus(period);
    Duration wait = Duration.between(now.plus(period.multipliedBy(burst)), whole);
    if (wait.isPositive()) {
      return wait;
    }
    wholeAt.put(name, whole);
    return Duration.ZERO;
  }

  /** Gives a try back: it was a good one. */
  synchronized void giveBack(String name) {
    wholeAt.computeIfPresent(name, (any, whole) -> whole.minus(period));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
