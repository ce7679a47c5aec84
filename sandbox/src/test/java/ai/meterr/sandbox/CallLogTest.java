package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.CHAT;
import static ai.meterr.sandbox.Caller.GENERATE;
import static ai.meterr.sandbox.Caller.INTERACTIONS;
import static ai.meterr.sandbox.Caller.MESSAGES;
import static ai.meterr.sandbox.Caller.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CallLogTest {
  private static final String USAGE =
      "input=11,cache_read=7,cache_write_5m=5,cache_write_1h=3,output=13,reasoning=2";

  @TempDir Path folder;

  private Caller caller() {
    return new Caller(SandboxConfig.immediate(1).withLog(folder.resolve("calls")));
  }

  private List<JsonNode> log() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).stream().map(Json.MAPPER::readTree).toList();
  }

  private List<String> calls() throws IOException {
    return log().stream().map(line -> line.path("call").asString("")).toList();
  }

  @Test
  void a_line_tells_id_and_model_as_the_answer_does_and_the_usage_in_exclusive_classes()
      throws IOException {
    JsonNode answer;
    try (Caller caller = caller()) {
      answer =
          caller
              .post(
                  MESSAGES,
                  Caller.messages("claude-haiku-4-5", "hi", ""),
                  "x-sandbox-call",
                  "a-1",
                  "x-sandbox-usage",
                  USAGE)
              .json();
    }
    JsonNode line = log().getFirst();
    assertThat(line.path("call").asString("")).isEqualTo("a-1");
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("id")).isEqualTo(answer.path("id"));
    assertThat(line.path("model")).isEqualTo(answer.path("model"));
    assertThat(line.path("usage").toString())
        .isEqualTo("{\"" + USAGE.replace("=", "\":").replace(",", ",\"") + "}");
  }

  @Test
  void every_api_streamed_or_not_is_logged_with_its_usage() throws IOException {
    try (Caller caller = caller()) {
      caller.post(CHAT, Caller.chat("gpt-5-mini", "hi", ""));
      caller.post(CHAT, Caller.chat("gpt-5-mini", "hi", ",\"stream\":true"));
      caller.post("/v1/responses", "{\"model\":\"gpt-5-mini\",\"input\":\"hi\"}");
      caller.post("/v1/responses", "{\"model\":\"gpt-5-mini\",\"input\":\"hi\",\"stream\":true}");
      caller.post("/v1/completions", "{\"model\":\"gpt-5-mini\",\"prompt\":\"hi\"}");
      caller.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"hi\"]}");
      caller.post(MESSAGES, Caller.messages("claude-haiku-4-5", "hi", ""));
      caller.post(MESSAGES, Caller.messages("claude-haiku-4-5", "hi", ",\"stream\":true"));
      caller.post(GENERATE, Caller.contents("hi", ""));
      caller.post(STREAM, Caller.contents("hi", ""));
      caller.post(INTERACTIONS, "{\"model\":\"gemini-2.5-flash\",\"input\":\"hi\"}");
    }
    assertThat(log()).hasSize(11);
    assertThat(log())
        .allSatisfy(
            line -> {
              assertThat(line.path("model").asString("")).isNotEmpty();
              assertThat(line.path("usage").path("input").asLong()).isPositive();
            });
    assertThat(log().stream().map(line -> line.path("id").asString("")).filter(id -> !id.isEmpty()))
        .doesNotHaveDuplicates()
        .hasSize(10);
  }

  @Test
  void an_error_is_logged_without_usage() throws IOException {
    try (Caller caller = caller()) {
      caller.post(CHAT, Caller.chat("m", "hi", ""), "x-sandbox-fault", "error-429");
    }
    assertThat(log().getFirst().toString()).isEqualTo("{\"status\":429}");
  }

  @Test
  void a_line_is_in_the_file_before_the_head_of_its_answer_arrives() throws Exception {
    try (Caller caller = caller();
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 50; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(caller.sandbox.address().resolve(CHAT))
                .header("authorization", "Bearer good")
                .header("x-sandbox-call", String.valueOf(i))
                .POST(BodyPublishers.ofString(Caller.chat("gpt-5-mini", "hi", ",\"stream\":true")))
                .build();
        HttpResponse<InputStream> head = client.send(request, BodyHandlers.ofInputStream());
        assertThat(calls()).contains(String.valueOf(i));
        head.body().close();
      }
    }
  }

  @Test
  void no_answer_goes_out_whose_line_could_not_be_written() {
    try (Caller caller = new Caller(SandboxConfig.immediate(1).withLog(Path.of("/dev/full")))) {
      assertThatThrownBy(() -> caller.post(CHAT, Caller.chat("m", "hi", "")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> caller.post(CHAT, Caller.chat("m", "hi", ",\"stream\":true")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_call_that_gets_no_answer_is_not_logged() throws IOException {
    try (Caller caller = caller()) {
      assertThatThrownBy(
              () -> caller.post(CHAT, Caller.chat("m", "hi", ""), "x-sandbox-fault", "hang-up"))
          .isInstanceOf(IOException.class);
    }
    assertThat(log()).isEmpty();
  }

  @Test
  void calls_at_the_same_time_are_each_written_once() throws Exception {
    try (Caller caller = caller();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String number = String.valueOf(i);
        calls.add(
            () ->
                caller
                    .post(CHAT, Caller.chat("gpt-4o-mini", "hi", ""), "x-sandbox-call", number)
                    .status());
      }
      for (Future<Integer> status : threads.invokeAll(calls)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(calls())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300).mapToObj(String::valueOf).toList());
  }
}
