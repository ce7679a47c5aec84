package ai.meterr.ledger.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogBinsTest {
  @Test
  void a_duration_lies_at_most_a_tenth_below_its_bins_upper_edge() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      long micros = 1_001 + random.nextLong(3_600_000_000L);
      int bin = LogBins.of(Duration.ofNanos(micros * 1_000));
      long edge = LogBins.upperEdge(bin).toNanos() / 1_000;
      assertThat(micros).isBetween(edge * 10 / 11, edge);
    }
  }

  @Test
  void all_up_to_a_millisecond_is_the_first_bin_and_all_too_long_the_last() {
    assertThat(LogBins.of(Duration.ZERO)).isEqualTo(1);
    assertThat(LogBins.of(Duration.ofMillis(1))).isEqualTo(1);
    assertThat(LogBins.of(Duration.ofMillis(-5))).isEqualTo(1);
    assertThat(LogBins.of(Duration.ofDays(400))).isEqualTo(LogBins.LAST);
  }
}
