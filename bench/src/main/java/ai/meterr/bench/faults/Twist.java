package ai.meterr.bench.faults;

import java.util.SplittableRandom;

/** What is unusual about one call, besides the fault of the trial. */
enum Twist {
  NOTHING(60, ""),
  /** Open for long, so that the trial's fault meets it half way. */
  SLOW(20, "slow-chunk:"),
  ERROR(4, "error-529"),
  ERROR_INSIDE(3, "error-mid"),
  HANG_UP(2, "hang-up"),
  HANG_UP_INSIDE(4, "hang-up-mid"),
  NO_USAGE(2, "no-usage"),
  CLIENT_LEAVES(5, "slow-chunk:");

  private static final int SLOW_MILLIS_MAX = 25;

  private final int weight;
  private final String order;

  Twist(int weight, String order) {
    this.weight = weight;
    this.order = order;
  }

  static Twist any(SplittableRandom random) {
    int draw = random.nextInt(100);
    for (Twist twist : values()) {
      draw -= twist.weight;
      if (draw < 0) {
        return twist;
      }
    }
    return NOTHING;
  }

  /** For the sandbox ({@code x-sandbox-fault}); empty for none. */
  String order(SplittableRandom random) {
    return order.endsWith(":") ? order + random.nextInt(1, SLOW_MILLIS_MAX) : order;
  }
}
