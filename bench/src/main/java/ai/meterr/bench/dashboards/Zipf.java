package ai.meterr.bench.dashboards;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Places 0 to n − 1, the first drawn most often: the k-th as often as 1/k to a power. */
final class Zipf {
  private final double[] upTo;

  Zipf(int count, double power) {
    upTo = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.pow(i + 1, -power);
      upTo[i] = sum;
    }
  }

  int draw(RandomGenerator random) {
    int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(at >= 0 ? at : -at - 1, upTo.length - 1);
  }
}
