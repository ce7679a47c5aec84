package ai.meterr.tokens.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import ai.meterr.tokens.chat.Calibration.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fitting from pairs of what was sent and what was billed. */
class CalibrationTest {
  private static final Encoding BASE = Encodings.bundled().get(EncodingId.CLAUDE_LEGACY);
  private static final List<String> WORDS =
      List.of("budget ", "invoice ", "the ", "12345 ", "{}();\n", "東京の", "Привет ", "  \n\n");

  private static Features features(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(20, 400); i > 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return Features.of(BASE, Conversation.of(text.toString()));
  }

  /** A made-up provider: half as much again for words, nothing else changed, 40 for itself. */
  private static long billed(Features features) {
    double tokens = 40 + 1.5 * features.amount(Feature.LATIN);
    for (Feature kind :
        List.of(Feature.DIGITS, Feature.PUNCTUATION, Feature.SPACE, Feature.CJK, Feature.OTHER)) {
      tokens += features.amount(kind);
    }
    return Math.round(tokens);
  }

  private static List<Sample> samples(int count, long seed) {
    var random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Features features = features(random);
      samples.add(new Sample(features, billed(features)));
    }
    return samples;
  }

  @Test
  void what_a_provider_does_is_found_and_holds_for_calls_it_was_not_fitted_to() {
    Calibration plain = Calibration.plain(BASE.id());
    List<Sample> others = samples(60, 2);

    Calibration fitted = plain.fit(samples(200, 1), 0.1);

    assertThat(plain.errorOn(others)).isGreaterThan(0.1);
    assertThat(fitted.errorOn(others)).isLessThan(0.01);
  }

  @Test
  void what_samples_say_nothing_of_stays_as_it_was() {
    Calibration fitted = Calibration.plain(BASE.id()).fit(samples(50, 3), 1);

    assertThat(fitted.text().split(" ")[2 + Feature.SCHEMA.ordinal()]).isEqualTo("1.0000");
  }

  @Test
  void it_is_the_same_after_it_was_written_and_read() {
    Calibration fitted = Calibration.plain(BASE.id()).fit(samples(20, 4), 1).withError(0.025);

    Calibration read = Calibration.parse(fitted.text());

    assertThat(read.text()).isEqualTo(fitted.text());
    assertThat(read.error()).isCloseTo(0.025, within(1e-9));
    assertThat(read.base()).isEqualTo(BASE.id());
  }

  @Test
  void tokens_are_told_apart_by_what_they_are() {
    Features features =
        Features.of(BASE, "budget 12345 ();\n 東京 Привет é".getBytes(StandardCharsets.UTF_8));

    assertThat(features.amount(Feature.LATIN)).isEqualTo(2);
    assertThat(features.amount(Feature.DIGITS)).isPositive();
    assertThat(features.amount(Feature.PUNCTUATION)).isPositive();
    assertThat(features.amount(Feature.CJK)).isPositive();
    assertThat(features.amount(Feature.OTHER)).isPositive();
  }
}
