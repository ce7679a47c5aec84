package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each answer is checked against the contract as well. */
final class PricesTest {
  private static final String CONTRACT =
      """
      {"scope":"contract","provider":"openai","model":"a","service_tier":"batch",\
      "context_from":1000,"valid_from":"2026-11-01T00:00:00Z","prices":{"input":"0.50"},\
      "source":"frame agreement 7","reason":"negotiated"}\
      """;

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private HttpRequest.Builder post(String target, String body, String key) {
    return plane
        .get(target)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + key)
        .POST(BodyPublishers.ofString(body));
  }

  private Answer write(String target, String body) {
    return plane.ask(post(target, body, TestPlane.OTHER_READS));
  }

  private Answer read(String target) {
    return plane.askWithKey(target, TestPlane.OTHER_READS);
  }

  @Test
  void a_price_that_was_set_is_told_as_it_was_sent_and_listed() {
    Answer made = write("/api/v1/prices", CONTRACT);
    assertThat(made.status()).isEqualTo(201);
    JsonNode price = made.json();
    assertThat(price.path("prices").path("input").asString()).isEqualTo("0.50");
    assertThat(price.path("context_from").asLong()).isEqualTo(1000);
    assertThat(price.has("context_to")).isFalse();
    assertThat(price.path("created_by").asString()).startsWith("mtr_");
    assertThat(read("/api/v1/prices").json().path("data").get(0)).isEqualTo(price);
    assertThat(plane.askWithKey("/api/v1/prices", TestPlane.ACME_READS).json().path("data"))
        .isEmpty();
  }

  @Test
  void a_price_that_ties_is_a_conflict_until_the_other_is_ended() {
    String id = write("/api/v1/prices", CONTRACT).json().path("id").asString();
    assertThat(write("/api/v1/prices", CONTRACT).problem()).isEqualTo("conflict");
    String end = "/api/v1/prices/" + id + "/end";
    Answer ended = write(end, "{\"valid_to\":\"2026-11-20T00:00:00Z\"}");
    assertThat(ended.json().path("valid_to").asString()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(write(end, "{}").problem()).isEqualTo("conflict");
    assertThat(write("/api/v1/prices", CONTRACT.replace("2026-11-01", "2026-11-20")).status())
        .isEqualTo(201);
    assertThat(write("/api/v1/prices/" + id + "x/end", "{}").problem()).isEqualTo("not-found");
    assertThat(write("/api/v1/prices/00000000-0000-0000-0000-0000000000ff/end", "{}").problem())
        .isEqualTo("not-found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"scope\":\"contract\"|\"scope\":\"catalog\"|scope",
        "\"scope\":\"contract\",||scope",
        "\"openai\"|\"No Provider!\"|provider",
        "\"model\":\"a\"|\"model\":\"a\",\"prefix\":\"b\"|prefix",
        "\"batch\"|\"lightning\"|service_tier",
        "\"context_from\":1000|\"context_from\":-1|context_from",
        "\"context_from\":1000|\"context_from\":1000,\"context_to\":1000|context_to",
        "2026-11-01T00:00:00Z|yesterday|valid_from",
        "\"prices\"|\"valid_to\":\"2026-10-01T00:00:00Z\",\"prices\"|valid_to",
        "\"prices\"|\"discount_percent\":\"5\",\"prices\"|prices",
        "\"prices\":{\"input\":\"0.50\"},||prices",
        "\"prices\":{\"input\":\"0.50\"}|\"prices\":{}|prices",
        "\"prices\":{\"input\":\"0.50\"}|\"discount_percent\":\"101\"|discount_percent",
        "\"0.50\"|0.50|prices",
        "\"0.50\"|\"-1\"|prices",
        "\"input\"|\"inputs\"|prices",
        "\"source\":\"frame agreement 7\",||source",
        "\"scope\"|\"colour\":1,\"scope\"|colour"
      })
  void what_cannot_be_a_price_is_refused_by_its_field(String part, String other, String field) {
    Answer refused = write("/api/v1/prices", CONTRACT.replace(part, other == null ? "" : other));
    assertThat(refused.problem()).isEqualTo("bad-body");
    assertThat(refused.json().path("errors").get(0).path("name").asString()).isEqualTo(field);
    assertThat(read("/api/v1/prices").json().path("data")).isEmpty();
  }

  @Test
  void a_usage_is_priced_and_one_without_a_price_says_why() {
    JsonNode priced =
        read(
                "/api/v1/price",
                "{\"provider\":\"openai\",\"model\":\"x\",\"usage\":{\"input\":1000000}}")
            .json();
    assertThat(priced.path("cost").asString()).isEqualTo("2");
    assertThat(priced.path("lines").get(0).path("unit_price").asString()).isEqualTo("2");
    JsonNode unpriced =
        read("/api/v1/price", "{\"provider\":\"openai\",\"model\":\"nameless\",\"usage\":{}}")
            .json();
    assertThat(unpriced.path("cost").isNull()).isTrue();
    assertThat(unpriced.path("reason").asString()).isEqualTo("no_such_model");
    for (String body :
        List.of(
            "x",
            "[]",
            "{}",
            "{\"provider\":\"openai\",\"model\":\"x\"}",
            "{\"provider\":\"openai\",\"model\":\"x\",\"usage\":{\"input\":1.5}}",
            "{\"provider\":\"openai\",\"model\":\"x\",\"usage\":{\"input\":1e999999999}}",
            "{\"provider\":\"openai\",\"model\":\"x\",\"usage\":{\"inputs\":1}}",
            "{\"provider\":\"openai\",\"model\":\"x\",\"usage\":{\"input\":-1}}")) {
      assertThat(read("/api/v1/price", body).problem()).as(body).isEqualTo("bad-body");
    }
  }

  private Answer read(String target, String body) {
    return plane.ask(post(target, body, TestPlane.ACME_READS));
  }

  @Test
  void models_come_in_pages_with_the_prices_that_hold() {
    List<String> names = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonNode page = read("/api/v1/models?limit=2" + next).json();
      page.path("data").forEach(model -> names.add(model.path("model").asString()));
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asString();
    }
    assertThat(names).containsExactly("a", "b", "c");
    JsonNode a = read("/api/v1/models?model=a").json().path("data").get(0);
    assertThat(a.path("prices")).hasSize(3);
    assertThat(a.path("prices").get(0).path("context_to").asLong()).isEqualTo(200_001);
    assertThat(read("/api/v1/models?model=b").json().path("data").get(0).path("prices")).isEmpty();
    assertThat(
            read("/api/v1/models?model=b&at=2025-12-31T00:00:00Z")
                .json()
                .path("data")
                .get(0)
                .path("prices"))
        .hasSize(1);
    assertThat(read("/api/v1/models?provider=gemini").json().path("data")).isEmpty();
    assertThat(read("/api/v1/models?cursor=!").problem()).isEqualTo("bad-parameter");
  }

  @Test
  void viewers_and_members_set_no_prices_and_nobody_without_the_scope_does() {
    assertThat(plane.ask(post("/api/v1/prices", CONTRACT, TestPlane.ACME_READS)).problem())
        .isEqualTo("not-allowed");
    assertThat(
            plane
                .ask(
                    post("/api/v1/prices", CONTRACT, "x")
                        .setHeader("Authorization", "Bearer nobody"))
                .problem())
        .isEqualTo("not-signed-in");
  }
}
