package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The providers' own clients, of Python and of Node, unchanged but for base URL and key. What each
 * case expects stands in {@code src/test/clients}; here, that every call they tell of is in the
 * ledger with the tokens that they saw.
 */
@Tag("slow")
class RealClientsTest {
  /** What every client must show, whatever else it shows. */
  private static final Set<String> ALWAYS =
      Set.of("plain", "streamed", "tools", "error", "wrong key", "models");

  @TempDir static Path folder;

  private static Forked sandbox;
  private static Forked meterr;
  private static URI address;
  private static Scripts scripts;
  private static Path python;
  private static Path node;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Programs.start(Map.of(), "sandbox", "--port", "0");
    meterr = Programs.start(Environments.of(folder, sandbox.address()), "serve");
    scripts = new Scripts(folder);
    python = scripts.installPython("clients/python/requirements.txt");
    node = scripts.installNode("clients/node");
    address = meterr.address();
  }

  @AfterAll
  static void stop() throws Exception {
    meterr.close();
    sandbox.close();
  }

  @ParameterizedTest(name = "{1} for {0}")
  @CsvSource({
    "python, openai",
    "python, anthropic",
    "python, google-genai",
    "node, openai",
    "node, anthropic",
    "node, google-genai"
  })
  void works_unchanged_but_for_base_url_and_key(String language, String client) throws Exception {
    List<JsonNode> cases =
        language.equals("python")
            ? tell(python.toString(), "src/test/clients/python/calls.py", client)
            : tell("node", node.resolve("calls.mjs").toString(), client);
    assertThat(cases).extracting(told -> told.path("case").asString()).containsAll(ALWAYS);
    Map<String, JsonNode> events = eventsOf(cases);
    for (JsonNode told : cases) {
      if (told.path("event").isString()) {
        JsonNode event = events.get(told.path("event").stringValue());
        compare(
            told,
            Objects.requireNonNull(event, () -> "no event of " + told.path("case").asString()));
      }
    }
    System.out.printf("%s for %s: %d cases%n", client, language, cases.size());
  }

  private static List<JsonNode> tell(String interpreter, String script, String client)
      throws Exception {
    return scripts.tell(interpreter, script, address.toString(), Environments.KEY, client);
  }

  private static void compare(JsonNode told, JsonNode event) {
    String name = told.path("case").asString();
    switch (name) {
      case "error", "count tokens" ->
          assertThat(event.path("status").asString()).as(name).isEqualTo("not_billed");
      case "models" -> assertThat(event.path("status").asString()).as(name).isEqualTo("no_usage");
      default -> {
        assertThat(event.path("status").asString()).as(name).isEqualTo("priced");
        assertThat(event.path("cost").isString()).as(name).isTrue();
      }
    }
    if (told.path("detail").has("total")) {
      long tokens = 0;
      for (Map.Entry<String, JsonNode> quantity : event.path("usage").properties()) {
        tokens += quantity.getValue().asLong();
      }
      assertThat(tokens).as(name + " tokens").isEqualTo(told.path("detail").path("total").asLong());
    }
    if (told.path("detail").path("cost").isString()) {
      assertThat(event.path("cost").asString())
          .isEqualTo(told.path("detail").path("cost").stringValue());
    }
  }

  private static Map<String, JsonNode> eventsOf(List<JsonNode> cases) throws InterruptedException {
    Set<String> wanted =
        cases.stream()
            .map(told -> told.path("event"))
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue)
            .collect(Collectors.toSet());
    Api api = new Api(address, Environments.KEY);
    Map<String, JsonNode> events = new HashMap<>();
    Api.eventually(
        Duration.ofSeconds(10),
        () -> {
          try {
            api.events().forEach(event -> events.put(event.path("id").asString(), event));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return events.keySet().containsAll(wanted);
        });
    return events;
  }
}
