package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The token calculator in Debian's Chromium, used by somebody who is not signed in. What a person
 * does there stands in {@code src/test/browser}.
 */
@Tag("slow")
class CalculatorTest {
  @TempDir static Path folder;

  private static Forked sandbox;
  private static Forked meterr;
  private static final Map<String, JsonNode> TOLD = new HashMap<>();

  @BeforeAll
  static void use_the_calculator() throws Exception {
    sandbox = Programs.start(Map.of(), "sandbox", "--port", "0");
    meterr = Programs.start(Environments.of(folder, sandbox.address()), "serve");
    Scripts scripts = new Scripts(folder);
    Path script = scripts.installNode("browser").resolve("calculator.mjs");
    scripts
        .tell("node", script.toString(), meterr.address().toString(), "/usr/bin/chromium")
        .forEach(line -> TOLD.put(line.path("case").asString(), line.path("detail")));
  }

  @AfterAll
  static void stop() throws Exception {
    meterr.close();
    sandbox.close();
  }

  private static JsonNode told(String name) {
    return TOLD.getOrDefault(name, tools.jackson.databind.node.MissingNode.getInstance());
  }

  @Test
  void what_is_typed_is_counted_and_drawn_token_by_token() {
    String text = told("typed").path("text").asString();
    long tokens = Encodings.bundled().get(EncodingId.O200K_BASE).count(text);
    List<String> drawn = new ArrayList<>();
    told("typed").path("drawn").forEach(token -> drawn.add(token.asString()));

    assertThat(told("typed").path("tokens").asString()).isEqualTo(String.valueOf(tokens));
    assertThat(drawn).hasSize((int) tokens);
    assertThat(String.join("", drawn)).isEqualTo(text);
  }

  @Test
  void what_is_not_exact_says_so_and_how_far_off_it_was() {
    assertThat(told("chosen").path("tokens").asString()).startsWith("≈");
    assertThat(told("chosen").path("row").toString()).contains("calibrated ±14");
  }

  @Test
  void more_calls_cost_more() {
    assertThat(told("more calls").path("after").asString())
        .isNotEqualTo(told("more calls").path("before").asString())
        .startsWith("$");
  }

  @Test
  void a_link_brings_the_prompt_to_somebody_else_and_to_no_server() {
    String text = told("typed").path("text").asString();
    assertThat(told("shared").path("text").asString()).isEqualTo(text);
    assertThat(told("addresses").toString()).contains("/calculator").doesNotContain("4711");
  }

  @Test
  void messages_count_with_what_the_provider_adds() {
    assertThat(told("messages").path("tokens").asString()).isEqualTo("8");
  }

  @Test
  void it_fits_a_phone_and_says_nothing_in_the_console() {
    assertThat(told("narrow").path("wide").asInt()).isEqualTo(360);
    assertThat(told("errors").size()).as("%s", told("errors")).isZero();
  }
}
