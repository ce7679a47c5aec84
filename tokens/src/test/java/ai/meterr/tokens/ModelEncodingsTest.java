package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelEncodingsTest {
  private final ModelEncodings models = ModelEncodings.published();

  @Test
  void a_model_has_the_encoding_that_its_provider_published() {
    assertThat(models.of("gpt-5.2"))
        .isEqualTo(new ModelEncoding.Known(EncodingId.O200K_BASE, new Exactness.Exact()));
    assertThat(models.of("gpt-4-0613"))
        .isEqualTo(new ModelEncoding.Known(EncodingId.CL100K_BASE, new Exactness.Exact()));
    assertThat(models.of("gpt-4o-2024-08-06"))
        .isEqualTo(new ModelEncoding.Known(EncodingId.O200K_BASE, new Exactness.Exact()));
  }

  @Test
  void what_nobody_published_is_an_estimate_and_says_so() {
    assertThat(models.of("claude-sonnet-4-6"))
        .isEqualTo(new ModelEncoding.Known(EncodingId.CLAUDE_LEGACY, new Exactness.Estimate()));
    assertThat(models.of("gpt-6"))
        .isEqualTo(new ModelEncoding.Known(EncodingId.O200K_BASE, new Exactness.Estimate()));
  }

  @Test
  void an_unknown_model_is_unknown() {
    assertThat(models.of("gpt-4x")).isEqualTo(new ModelEncoding.Unknown("gpt-4x"));
    assertThat(models.of("")).isEqualTo(new ModelEncoding.Unknown(""));
    assertThat(models.of("llama-3.1-8b")).isEqualTo(new ModelEncoding.Unknown("llama-3.1-8b"));
  }

  @Test
  void every_listed_encoding_is_bundled() {
    assertThat(Encodings.bundled().ids()).containsAll(models.encodings());
  }
}
