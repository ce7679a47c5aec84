package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/v1/tokens/count}: answered to whoever asks, for each model what is known. */
final class TokenCountTest {
  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private Answer post(String body) {
    return plane.ask(
        plane
            .get("/api/v1/tokens/count")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode count(String content, String... models) {
    ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(content);
    for (String model : models) {
      ObjectNode named = body.withArray("models").addObject();
      named.put("provider", model.substring(0, model.indexOf('/')));
      named.put("model", model.substring(model.indexOf('/') + 1));
    }
    Answer answer = post(body.toString());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.json();
  }

  @Test
  void each_model_gets_its_own_count_and_how_exact_it_is() {
    JsonNode models =
        count(
                "{\"text\": \"hello world, how are you?\"}",
                "openai/gpt-5",
                "anthropic/claude-sonnet-4-5",
                "anthropic/claude-opus-4-1",
                "acme/nobody-1")
            .path("models");

    assertThat(models.get(0).path("tokens").asLong()).isEqualTo(7);
    assertThat(models.get(0).path("exactness").asString()).isEqualTo("EXACT");
    assertThat(models.get(0).path("encoding").asString()).isEqualTo("o200k_base");
    assertThat(models.get(1).path("exactness").asString()).isEqualTo("CALIBRATED");
    assertThat(models.get(1).path("error").asDouble()).isPositive();
    assertThat(models.get(2).path("exactness").asString()).isEqualTo("ESTIMATE");
    assertThat(models.get(3).path("tokens").isNull()).isTrue();
    assertThat(models.get(3).path("cost").isNull()).isTrue();
  }

  @Test
  void a_request_counts_with_what_the_provider_adds() {
    JsonNode model =
        count(
                """
                {"request": {"messages": [{"role": "user", "content": "hello world"}]}}
                """,
                "openai/gpt-4o")
            .path("models")
            .get(0);

    assertThat(model.path("tokens").asLong()).isEqualTo(3 + 3 + 1 + 2);
    assertThat(model.path("exactness").asString()).isEqualTo("EXACT");
  }

  @Test
  void boundaries_stand_in_utf16_units_and_behind_a_character_that_a_token_ends_inside_of() {
    String text = "Grüße 𓀀 東京 😀!";
    JsonNode answer =
        count("{\"text\": \"" + text + "\", \"boundaries_of\": \"gpt-5\"}", "openai/gpt-5");

    List<Integer> ends = new ArrayList<>();
    answer.path("boundaries").path("ends").forEach(end -> ends.add(end.asInt()));
    assertThat(ends)
        .hasSize(answer.path("models").get(0).path("tokens").asInt())
        .isSorted()
        .endsWith(text.length());
    assertThat(ends).noneMatch(end -> Character.isLowSurrogate((text + " ").charAt(end)));
  }

  @Test
  void what_cannot_be_counted_is_refused_without_a_word_of_it() {
    String models = "\"models\":[{\"provider\":\"openai\",\"model\":\"gpt-5\"}]";
    for (String body :
        List.of(
            "secret",
            "[]",
            "{" + models + "}",
            "{" + models + ",\"text\":\"secret\",\"request\":{}}",
            "{" + models + ",\"request\":{\"secret\":1}}",
            "{" + models + ",\"text\":7}",
            "{" + models + ",\"text\":\"secret\",\"cached_percent\":101}",
            "{" + models + ",\"text\":\"secret\",\"secret\":1}",
            "{\"models\":[],\"text\":\"secret\"}",
            "{\"models\":[{\"provider\":\"No such\",\"model\":\"m\"}],\"text\":\"secret\"}")) {
      Answer answer = post(body);
      assertThat(answer.problem()).as(body).isEqualTo("bad-body");
      assertThat(answer.json().toString()).doesNotContain("secret");
    }
  }
}
