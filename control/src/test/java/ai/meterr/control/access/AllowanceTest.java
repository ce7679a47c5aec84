package ai.meterr.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T09:00:00Z"));
  private final Allowance allowance = new Allowance(3, Duration.ofSeconds(10), clock);

  @Test
  void so_many_at_once_then_one_per_period() {
    assertThat(allowedOf(5)).isEqualTo(3);
    assertThat(allowance.take("a")).isEqualTo(Duration.ofSeconds(10));
    clock.advance(Duration.ofSeconds(4));
    assertThat(allowance.take("a")).isEqualTo(Duration.ofSeconds(6));
    clock.advance(Duration.ofSeconds(6));
    assertThat(allowedOf(5)).isEqualTo(1);
    clock.advance(Duration.ofDays(1));
    assertThat(allowedOf(5)).isEqualTo(3);
  }

  @Test
  void what_is_given_back_does_not_count() {
    for (int i = 0; i < 100; i++) {
      assertThat(allowance.take("a")).isZero();
      allowance.giveBack("a");
    }
  }

  @Test
  void names_do_not_share() {
    assertThat(allowedOf(3)).isEqualTo(3);
    assertThat(allowance.take("b")).isZero();
  }

  @Test
  void it_remembers_the_latest_names_and_no_more() {
    assertThat(allowedOf(4)).isEqualTo(3);
    for (int i = 0; i < 19_999; i++) {
      allowance.take("name" + i);
    }
    assertThat(allowance.take("a")).as("still known").isPositive();
    for (int i = 0; i < 20_000; i++) {
      allowance.take("other" + i);
    }
    assertThat(allowance.take("a")).as("forgotten").isZero();
  }

  private int allowedOf(int tries) {
    int allowed = 0;
    for (int i = 0; i < tries; i++) {
      if (allowance.take("a").isZero()) {
        allowed++;
      }
    }
    return allowed;
  }
}
