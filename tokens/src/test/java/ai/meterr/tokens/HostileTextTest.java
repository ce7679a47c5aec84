package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Texts of a megabyte on which quadratic counters take minutes. The bound is loose, for a busy
 * machine; the benchmark has the times.
 */
class HostileTextTest {
  private static final int BYTES = 1_000_000;
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TestFactory
  Stream<DynamicTest> a_hostile_megabyte_is_counted_in_linear_time() {
    var encodings = Encodings.bundled();
    return encodings.ids().stream()
        .flatMap(
            id ->
                Stream.of("a", " ", "7", "😀", "\n", "漢", "ab", "random", "A漢", "-", "=", "\t")
                    .map(
                        text ->
                            DynamicTest.dynamicTest(
                                id + " " + text.strip(),
                                () -> bounded(encodings.get(id), megabyte(text)))));
  }

  private static void bounded(Encoding encoding, byte[] text) {
    long tokens = Assertions.assertTimeoutPreemptively(BOUND, () -> encoding.count(text));
    assertThat(tokens).isBetween(1L, (long) text.length + 1);
  }

  private static byte[] megabyte(String text) {
    if (text.equals("random")) {
      var random = new Random(9);
      byte[] letters = new byte[BYTES];
      for (int i = 0; i < letters.length; i++) {
        letters[i] = (byte) ('a' + random.nextInt(26));
      }
      return letters;
    }
    return text.repeat(BYTES / text.getBytes(StandardCharsets.UTF_8).length)
        .getBytes(StandardCharsets.UTF_8);
  }
}
