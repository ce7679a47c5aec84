package ai.meterr.providers.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.kit.Fixture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bounded run over every reader, always the same; {@code build/fuzz} goes on for as long as told.
 */
class ReaderFuzzTest {
  private static final int ROUNDS = 60;
  private static final int FED_BYTES = 2 << 20;
  private static final long KEPT_BYTES_MAX = 1 << 20;
  private static final List<String> SEEDED =
      List.of("openai", "anthropic", "gemini", "bedrock", "cohere", "mistral", "xai", "ollama");

  static IntStream targets() {
    return IntStream.range(0, ReaderFuzz.TARGETS.size());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void no_bytes_break_a_reader_and_no_cut_changes_what_it_reads(int target) {
    Random random = new Random(target);
    List<byte[]> seeds = seeds();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = damaged(seeds.get(random.nextInt(seeds.size())), random);
      byte[] input = new byte[body.length + 2];
      input[0] = (byte) target;
      input[1] = (byte) random.nextInt();
      System.arraycopy(body, 0, input, 2, body.length);
      assertThatCode(() -> ReaderFuzz.fuzzerTestOneInput(input))
          .as(() -> new String(input, StandardCharsets.ISO_8859_1))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void a_reader_keeps_no_more_however_long_an_answer_goes_on(int target) {
    for (byte[] endless : endless()) {
      AnswerReader reader = ReaderFuzz.TARGETS.get(target).reader();
      long before = used();
      for (int fed = 0; fed < FED_BYTES; fed += endless.length) {
        reader.read(ByteBuffer.wrap(endless));
      }
      assertThat(used() - before)
          .as("kept of %s…", new String(endless, 0, 20, StandardCharsets.ISO_8859_1))
          .isLessThan(KEPT_BYTES_MAX);
      reader.finish(false);
    }
  }

  /** An object that never ends, a string that never ends, frames, lines. */
  private static List<byte[]> endless() {
    List<byte[]> bytes = new ArrayList<>();
    for (String text :
        List.of(
            "{\"usage\":{\"a\":[1,2,{\"b\":\"c\"}],",
            "[\"never closed and never a quote ",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n",
            "{\"result\":{\"message\":{\"id\":\"m\",\"model\":\"x\",\"usage\":{\"input_tokens\":1}}}}\n",
            "\u0000\u0000\u0001\u0000")) {
      bytes.add(text.repeat((64 << 10) / text.length()).getBytes(StandardCharsets.UTF_8));
    }
    return bytes;
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String provider : SEEDED) {
      Fixture.of(provider).forEach(fixture -> seeds.add(fixture.body()));
    }
    return seeds;
  }

  private static byte[] damaged(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:\n0-e".charAt(random.nextInt(11));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        default -> bytes = twice(bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] twice(byte[] bytes, int from) {
    byte[] more = Arrays.copyOf(bytes, bytes.length + bytes.length - from);
    System.arraycopy(bytes, from, more, bytes.length, bytes.length - from);
    return more;
  }
}
