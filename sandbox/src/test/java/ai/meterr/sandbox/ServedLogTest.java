package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.CHAT;
import static ai.meterr.sandbox.Caller.GENERATE;
import static ai.meterr.sandbox.Caller.INTERACTIONS;
import static ai.meterr.sandbox.Caller.MESSAGES;
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

class ServedLogTest {
  @TempDir Path folder;

  private Caller caller() {
    return new Caller(SandboxConfig.immediate(1).withServedLog(folder.resolve("served")));
  }

  private List<String> served() throws IOException {
    return Files.readAllLines(folder.resolve("served"));
  }

  @Test
  void the_text_of_the_last_message_carries_the_number_in_every_api() throws IOException {
    try (Caller caller = caller()) {
      caller.post(CHAT, Caller.chat("gpt-5-mini", "call number=1 of many", ""));
      caller.post(CHAT, Caller.chat("gpt-5-mini", "call number=2", ",\"stream\":true"));
      caller.post("/v1/responses", "{\"model\":\"gpt-5-mini\",\"input\":\"number=3\"}");
      caller.post("/v1/completions", "{\"model\":\"gpt-5-mini\",\"prompt\":\"number=4\"}");
      caller.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"number=5\"]}");
      caller.post(MESSAGES, Caller.messages("claude-haiku-4-5", "number=6", ""));
      caller.post(GENERATE, Caller.contents("number=7", ""));
      caller.post(INTERACTIONS, "{\"model\":\"gemini-2.5-flash\",\"input\":\"number=8\"}");
    }
    assertThat(served()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
  }

  @Test
  void a_header_and_the_body_s_metadata_carry_it_as_well() throws IOException {
    try (Caller caller = caller()) {
      caller.post(CHAT, Caller.chat("m", "hi", ""), "x-sandbox-number", "a-1");
      caller.post(CHAT, Caller.chat("m", "hi", ",\"metadata\":{\"number\":\"a-2\"}"));
      caller.post(GENERATE, Caller.contents("hi", ",\"labels\":{\"number\":\"a-3\"}"));
      caller.post(CHAT, Caller.chat("m", "hi", ""));
    }
    assertThat(served()).containsExactly("a-1", "a-2", "a-3");
  }

  @Test
  void a_number_is_in_the_file_before_the_head_of_its_answer_arrives() throws Exception {
    try (Caller caller = caller();
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 50; i++) {
        String body = Caller.chat("gpt-5-mini", "number=" + i, ",\"stream\":true");
        HttpRequest request =
            HttpRequest.newBuilder(caller.sandbox.address().resolve(CHAT))
                .header("authorization", "Bearer good")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> head = client.send(request, BodyHandlers.ofInputStream());
        assertThat(served()).contains(String.valueOf(i));
        head.body().close();
      }
    }
  }

  @Test
  void no_answer_goes_out_whose_number_could_not_be_written() {
    try (Caller caller =
        new Caller(SandboxConfig.immediate(1).withServedLog(Path.of("/dev/full")))) {
      assertThatThrownBy(() -> caller.post(CHAT, Caller.chat("m", "number=1", "")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> caller.post(CHAT, Caller.chat("m", "number=2", ",\"stream\":true")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_call_that_gets_no_answer_is_not_served() throws IOException {
    try (Caller caller = caller()) {
      assertThatThrownBy(
              () ->
                  caller.post(CHAT, Caller.chat("m", "number=1", ""), "x-sandbox-fault", "hang-up"))
          .isInstanceOf(IOException.class);
    }
    assertThat(served()).isEmpty();
  }

  @Test
  void calls_at_the_same_time_are_each_written_once() throws Exception {
    try (Caller caller = caller();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String body = Caller.chat("gpt-4o-mini", "number=" + i, "");
        calls.add(() -> caller.post(CHAT, body).status());
      }
      for (Future<Integer> status : threads.invokeAll(calls)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(served())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 300).mapToObj(String::valueOf).toList());
  }
}
