package ai.meterr.tokens.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.EncodingId;
import org.junit.jupiter.api.Test;

class CalibrationsTest {
  private final Calibrations bundled = Calibrations.bundled();

  @Test
  void of_listed_beginnings_the_longest_counts() {
    Calibration own = Calibration.plain(EncodingId.QWEN);
    Calibrations fitted = bundled.with("grok-4-fast", own);
    assertThat(fitted.of("grok-4-fast-reasoning")).containsSame(own);
    assertThat(fitted.of("grok-4-fas")).isEqualTo(bundled.of("grok-4")).isPresent();
    assertThat(bundled.of("grok-4-fast-reasoning")).isEqualTo(bundled.of("grok-4"));
  }

  @Test
  void a_model_of_no_listed_beginning_has_none() {
    assertThat(bundled.of("grok")).isEmpty();
    assertThat(bundled.of("")).isEmpty();
  }
}
