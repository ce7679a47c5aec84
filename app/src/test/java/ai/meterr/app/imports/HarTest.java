package ai.meterr.app.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.cost.CostResult;
import ai.meterr.event.Booking;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.providers.Providers;
import ai.meterr.usage.Meter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarTest {
  private static final Booking NO_PRICES =
      new Booking(charge -> new CostResult.Unpriced(CostResult.Why.NO_SUCH_MODEL, ""));
  private static final String CHAT =
      "{\"model\":\"m-1\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}";

  @TempDir private Path folder;
  private final Collected imported = new Collected();

  private List<UsageEvent> read(String har) throws IOException {
    imported.clear();
    Path file = Files.writeString(folder.resolve("traffic.har"), har);
    Providers providers = Providers.known();
    new Har(new ExchangeMeter(providers, NO_PRICES), new ProviderHosts(providers))
        .read(file, imported);
    return imported.events();
  }

  private static String archive(String... entries) {
    return "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"x\"},\"entries\":["
        + String.join(",", entries)
        + "]}}";
  }

  private static String entry(String url, int status, String headers, String content) {
    return """
    {"startedDateTime": "2026-11-02T10:00:00.500+01:00", "time": 812.7,
     "request": {"method": "POST", "url": "%s", "headers": [],
       "postData": {"text": "{\\"model\\":\\"m\\",\\"stream\\":false}"}},
     "response": {"status": %d, "headers": [%s], "content": %s}}\
    """
        .formatted(url, status, headers, content);
  }

  private static String base64(String text) {
    return "{\"encoding\":\"base64\",\"text\":\""
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "\"}";
  }

  private static String chat(String url) {
    return entry(url, 200, "", base64(CHAT));
  }

  @Test
  void an_exchange_with_a_provider_becomes_an_event() throws IOException {
    UsageEvent event =
        read(archive(chat("https://api.openai.com/v1/chat/completions?x=1"))).getFirst();
    assertThat(event.provider().name()).isEqualTo("openai");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-11-02T09:00:00.500Z"));
    assertThat(event.latency()).isEqualTo(Duration.ofMillis(812));
    assertThat(event.usage().quantity(Meter.INPUT)).isEqualByComparingTo("9");
    assertThat(event.usage().quantity(Meter.OUTPUT)).isEqualByComparingTo("3");
    assertThat(event.id().value()).startsWith("har-");
    assertThat(imported.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://API.openai.com/v1/chat/completions, openai",
    "https://acme.openai.azure.com/openai/deployments/d/chat/completions, azure",
    "https://api.groq.com/openai/v1/chat/completions, groq",
    "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse, bedrock",
    "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/c:rawPredict,"
        + " vertex_anthropic",
    "https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/g:generateContent,"
        + " vertex",
  })
  void the_host_says_whose_it_is(String url, String provider) throws IOException {
    assertThat(read(archive(chat(url))).getFirst().provider().name()).isEqualTo(provider);
  }

  @Test
  void other_hosts_are_passed_over() throws IOException {
    assertThat(
            read(
                archive(
                    chat("https://example.com/v1/chat/completions"),
                    chat("https://api.openai.com.evil.example/v1/chat/completions"),
                    chat("data:text/plain,x"))))
        .isEmpty();
    assertThat(imported.problems()).isEmpty();
  }

  @Test
  void the_same_archive_has_the_same_ids_and_equal_exchanges_have_two() throws IOException {
    String har =
        archive(
            chat("https://api.openai.com/v1/chat/completions"),
            chat("https://api.openai.com/v1/chat/completions"));
    List<UsageEvent> first = read(har);
    assertThat(first).extracting(UsageEvent::id).doesNotHaveDuplicates().hasSize(2);
    assertThat(read(har)).isEqualTo(first);
  }

  @Test
  void what_the_gateway_metered_has_its_id() throws IOException {
    String header = "{\"name\":\"X-Meterr-Event-Id\",\"value\":\"0190-abc\"}";
    assertThat(
            read(archive(entry("https://api.openai.com/v1/responses", 200, header, base64(CHAT)))))
        .extracting(event -> event.id().value())
        .containsExactly("0190-abc");
  }

  @Test
  void an_answer_whose_body_was_not_kept_is_unknown_and_an_error_is_not_billed()
      throws IOException {
    assertThat(
            read(
                archive(
                    entry("https://api.openai.com/v1/chat/completions", 200, "", "{}"),
                    entry("https://api.openai.com/v1/chat/completions", 429, "", "{}"))))
        .extracting(UsageEvent::status)
        .containsExactly(Status.UNKNOWN, Status.NOT_BILLED);
  }

  @Test
  void an_entry_that_cannot_be_read_is_told_and_the_next_is_imported() throws IOException {
    assertThat(
            read(
                archive(
                    entry("https://api.openai.com/v1/chat/completions", 0, "", "{}"),
                    "{\"request\":{\"url\":\"https://api.openai.com/a b\"}}",
                    chat("https://api.openai.com/v1/chat/completions").replace("2026-", "x-"),
                    chat("https://api.openai.com/v1/chat/completions"))))
        .hasSize(1);
    assertThat(imported.problems()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"log\":[]}", "{\"log\":{\"entries\":{}}}", "nonsense"})
  void what_is_no_archive_is_told(String text) throws IOException {
    assertThat(read(text)).isEmpty();
    assertThat(imported.problems()).hasSize(1);
  }

  @Test
  void an_archive_that_breaks_off_gives_what_it_holds() throws IOException {
    String har =
        archive(
            chat("https://api.openai.com/v1/chat/completions"),
            chat("https://api.openai.com/v1/chat/completions"));
    assertThat(read(har.substring(0, har.length() - 40))).hasSize(1);
    assertThat(imported.problems()).hasSize(1);
  }
}
