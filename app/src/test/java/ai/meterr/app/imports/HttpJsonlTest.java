package ai.meterr.app.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.cost.CostResult;
import ai.meterr.event.Booking;
import ai.meterr.event.Ending;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.providers.Providers;
import ai.meterr.usage.Meter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpJsonlTest {
  private static final Booking NO_PRICES =
      new Booking(charge -> new CostResult.Unpriced(CostResult.Why.NO_SUCH_MODEL, ""));

  private static final String CHAT =
      "{\\\"id\\\":\\\"c1\\\",\\\"model\\\":\\\"gpt-5-mini-2025-08-07\\\",\\\"choices\\\":[{\\\"finish_reason\\\":\\\"stop\\\",\\\"message\\\":{\\\"content\\\":\\\"a"
          + " secret\\\"}}],\\\"usage\\\":{\\\"prompt_tokens\\\":9,\\\"completion_tokens\\\":3}}";

  @TempDir private Path folder;
  private final Collected imported = new Collected();

  private List<UsageEvent> run(String... lines) throws IOException {
    Path file = folder.resolve("records.jsonl");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return run(file);
  }

  private List<UsageEvent> run(Path file) throws IOException {
    imported.clear();
    new HttpJsonl(new ExchangeMeter(Providers.known(), NO_PRICES)).read(file, imported);
    return imported.events();
  }

  private static String record(String id, String fields) {
    return "{\"id\":\"" + id + "\",\"provider\":\"openai\",\"method\":\"POST\"," + fields + "}";
  }

  private static String chat(String id, String more) {
    return record(
        id,
        "\"endpoint\":\"chat.completions\",\"path\":\"/v1/chat/completions\",\"response_status\":200,\"request\":{\"model\":\"gpt-5-mini\",\"messages\":[{\"content\":\"a"
            + " secret\"}]},\"response_body\":\""
            + CHAT
            + "\""
            + more);
  }

  @Test
  void a_record_becomes_one_event_with_its_id() throws IOException {
    List<UsageEvent> events = run(chat("r1", ""), "", chat("r2", ""));
    assertThat(events).extracting(event -> event.id().value()).containsExactly("r1", "r2");
    UsageEvent event = events.getFirst();
    assertThat(event.source()).isEqualTo(Source.IMPORT);
    assertThat(event.status()).isEqualTo(Status.UNPRICED);
    assertThat(event.facts().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(String.valueOf(event.requestModel())).isEqualTo("gpt-5-mini");
    assertThat(String.valueOf(event.responseModel())).isEqualTo("gpt-5-mini-2025-08-07");
    assertThat(event.usage().quantity(Meter.INPUT)).isEqualByComparingTo("9");
    assertThat(event.usage().quantity(Meter.OUTPUT)).isEqualByComparingTo("3");
    assertThat(imported.problems()).isEmpty();
  }

  @Test
  void what_people_and_models_said_is_not_printed() throws IOException {
    run(chat("r1", ""), "{\"id\":\"a secret\"", "a secret");
    assertThat(imported.events())
        .extracting(event -> new String(EventJson.write(event), StandardCharsets.UTF_8))
        .hasSize(1)
        .noneMatch(json -> json.contains("a secret"));
    assertThat(imported.problems()).hasSize(2).noneMatch(line -> line.contains("a secret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"observed_at\":\"2025-12-09T12:45:46+01:00\",\"recorded_at\":\"2024-01-01T00:00:00Z\"|2025-12-09T11:45:46Z",
        "\"recorded_at\":\"2026-06-17T14:13:07Z\"|2026-06-17T14:13:07Z",
        "\"recorded_at\":\"2026-06-17 14:13:07\"|2026-06-17T14:13:07Z",
        "\"recorded_at\":\"Tue, 09 Dec 2025 12:45:46 GMT\"|2025-12-09T12:45:46Z",
        "\"recorded_at\":\"**REDACTED**\"|2026-08-22T00:00:00Z",
        "\"recorded_at\":null|2026-08-22T00:00:00Z",
      })
  void time_is_when_it_was_observed_or_recorded_or_a_fixed_day(String fields, String time)
      throws IOException {
    assertThat(run(chat("r1", "," + fields)).getFirst().time()).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai|chat.completions|{\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":5}}",
        "openai|responses|{\"model\":\"m\",\"usage\":{\"input_tokens\":5}}",
        "anthropic|messages|{\"type\":\"message\",\"model\":\"m\",\"usage\":{\"input_tokens\":5,\"output_tokens\":0}}",
        "gemini|generateContent|{\"usageMetadata\":{\"promptTokenCount\":5}}",
        "gemini|interactions|{\"status\":\"completed\",\"usage\":{\"total_input_tokens\":5}}",
      })
  void where_the_path_is_empty_provider_and_endpoint_name_the_reader(
      String provider, String endpoint, String body) throws IOException {
    UsageEvent event =
        run("{\"id\":\"r\",\"provider\":\""
                + provider
                + "\",\"endpoint\":\""
                + endpoint
                + "\",\"method\":\"POST\",\"path\":\"\",\"response_status\":200,\"request\":null,"
                + "\"model_requested\":\"asked\",\"response_body_encoding\":\"base64\","
                + "\"response_body\":\""
                + Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))
                + "\"}")
            .getFirst();
    assertThat(event.usage().quantity(Meter.INPUT)).isEqualByComparingTo("5");
    assertThat(String.valueOf(event.requestModel())).isEqualTo("asked");
  }

  @Test
  void errors_and_counts_are_not_billed_and_blind_streams_are_unknown() throws IOException {
    List<UsageEvent> events =
        run(
            record(
                "error",
                "\"path\":\"/v1/chat/completions\",\"response_status\":400,\"response_body\":\"{}\""),
            record(
                "count",
                "\"path\":\"/v1/responses/input_tokens\",\"response_status\":200,\"response_body\":\"{}\""),
            record(
                "blind",
                "\"path\":\"/v1/chat/completions\",\"response_status\":200,\"streaming\":true,\"response_body\":\"data:"
                    + " {\\\"choices\\\":[{\\\"finish_reason\\\":\\\"stop\\\"}]}\\n"
                    + "\\n"
                    + "data: [DONE]\\n"
                    + "\\n"
                    + "\""),
            record(
                "cut",
                "\"path\":\"/v1/chat/completions\",\"response_status\":200,\"stream_complete\":false,"
                    + "\"response_body\":\"\""),
            record("image", "\"path\":\"/v1/images/generations\",\"response_status\":200"));
    assertThat(events)
        .extracting(UsageEvent::status)
        .containsExactly(
            Status.NOT_BILLED, Status.NOT_BILLED, Status.UNKNOWN, Status.UNKNOWN, Status.UNKNOWN);
    assertThat(events.get(2).cost()).isNull();
    assertThat(events.get(2).streamed()).isTrue();
    assertThat(events.get(3).facts().ending()).isEqualTo(Ending.PROVIDER_BROKE);
  }

  @Test
  void a_line_that_is_no_record_is_told_and_the_others_are_imported() throws IOException {
    List<UsageEvent> events =
        run(
            "nonsense",
            "[]",
            record("no-status", "\"path\":\"/v1/x\""),
            chat("r1", ""),
            chat("r".repeat(65), ""),
            "{\"id\":\"x\",\"provider\":\"acme\",\"response_status\":200}");
    assertThat(events).hasSize(1);
    assertThat(imported.problems()).hasSize(5).allMatch(line -> line.contains("records.jsonl:"));
  }

  @Test
  void gzipped_files_are_read_too() throws IOException {
    Path file = folder.resolve("records.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(chat("r1", "").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(run(file)).hasSize(1);
  }

  @Test
  void an_empty_file_has_no_events() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.jsonl"));
    assertThat(run(file)).isEmpty();
  }
}
