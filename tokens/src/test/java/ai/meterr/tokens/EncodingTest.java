package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Counts here are tiktoken 0.14's. */
class EncodingTest {
  private static final Encodings ENCODINGS = Encodings.bundled();

  @Test
  void a_text_counts_as_tiktoken_has_it() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    assertThat(o200k.count("hello world")).isEqualTo(2);
    assertThat(o200k.count("")).isZero();
    assertThat(o200k.count("\n 23L\r\rL?  ")).isEqualTo(8);
    assertThat(ENCODINGS.get(EncodingId.CL100K_BASE).count("\n 23L\r\rL?  ")).isEqualTo(9);
  }

  @Test
  void half_a_surrogate_pair_is_one_replacement_character() {
    Encoding cl100k = ENCODINGS.get(EncodingId.CL100K_BASE);
    assertThat(cl100k.count("\ud800")).isEqualTo(1);
    assertThat(cl100k.count("a\ud800b")).isEqualTo(3);
    assertThat(cl100k.count("hello \udc00\udc00 world")).isEqualTo(4);
  }

  @Test
  void a_part_of_an_array_counts_as_the_same_bytes_alone() {
    byte[] bytes = "xx hello world".getBytes(StandardCharsets.UTF_8);
    assertThat(ENCODINGS.get(EncodingId.O200K_BASE).count(bytes, 3, 11)).isEqualTo(2);
  }
}
