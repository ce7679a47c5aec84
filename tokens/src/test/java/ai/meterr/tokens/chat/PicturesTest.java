package ai.meterr.tokens.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.chat.Part.Detail;
import ai.meterr.tokens.chat.Part.Image;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The providers' own examples of what pictures cost. */
class PicturesTest {
  @ParameterizedTest
  @CsvSource({
    "1024, 1024, HIGH, 765",
    "2048, 4096, HIGH, 1105",
    "4096, 8192, LOW, 85",
    "512, 512, AUTO, 255"
  })
  void openai_in_tiles(int width, int height, Detail detail, long tokens) {
    assertThat(Pictures.openAiTiles(new Image(width, height, detail), 85, 170)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024, 1024", "1800, 2400, 1452", "32, 32, 1"})
  void openai_in_patches(int width, int height, long tokens) {
    assertThat(Pictures.openAiPatches(new Image(width, height, Detail.HIGH), 1)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000, 1296", "200, 200, 64", "8000, 8000, 1568"})
  void anthropic(int width, int height, long tokens) {
    assertThat(Pictures.anthropic(new Image(width, height, Detail.AUTO), 1_568, 1_568))
        .isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"300, 300, 258", "1000, 700, 516", "768, 768, 258"})
  void gemini(int width, int height, long tokens) {
    assertThat(Pictures.geminiTiles(new Image(width, height, Detail.AUTO))).isEqualTo(tokens);
  }
}
