package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.CHAT;
import static ai.meterr.sandbox.Caller.GENERATE;
import static ai.meterr.sandbox.Caller.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.sandbox.Caller.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SandboxTest {
  private record Said(String text, JsonNode usage) {}

  private static List<Said> ask(Caller caller) throws IOException {
    JsonNode chat = caller.post(CHAT, Caller.chat("gpt-5-mini", "hi", "")).json();
    JsonNode message = caller.post(MESSAGES, Caller.messages("claude-sonnet-4-6", "hi", "")).json();
    JsonNode content = caller.post(GENERATE, Caller.contents("hi", "")).json();
    return List.of(
        new Said(chat.at("/choices/0/message/content").asString(), chat.path("usage")),
        new Said(message.at("/content/0/text").asString(), message.path("usage")),
        new Said(
            content.at("/candidates/0/content/parts/0/text").asString(),
            content.path("usageMetadata")));
  }

  @Test
  void the_same_seed_gives_the_same_words_and_tokens_after_a_restart() throws IOException {
    List<Said> first;
    try (Caller caller = Caller.seeded(5)) {
      first = ask(caller);
      assertThat(ask(caller)).isEqualTo(first);
    }
    try (Caller again = Caller.seeded(5);
        Caller other = Caller.seeded(6)) {
      assertThat(ask(again)).isEqualTo(first);
      assertThat(ask(other)).isNotEqualTo(first);
    }
  }

  @Test
  void ids_never_repeat_not_even_after_a_restart_with_the_same_seed() throws IOException {
    Set<String> ids = new HashSet<>();
    for (int run = 0; run < 2; run++) {
      try (Caller caller = Caller.seeded(5)) {
        for (int i = 0; i < 20; i++) {
          ids.add(caller.post(CHAT, Caller.chat("m", "hi", "")).json().path("id").stringValue());
        }
      }
    }
    assertThat(ids).hasSize(40);
  }

  @Test
  void a_path_or_a_header_tells_the_api_as_meterr_s_data_plane_does() throws IOException {
    try (Caller caller = Caller.seeded(1)) {
      assertThat(caller.get("/v1/models").json().has("object")).isTrue();
      assertThat(caller.get("/v1/models", "anthropic-version", "2023-06-01").json().has("has_more"))
          .isTrue();
      assertThat(caller.get("/v1/models", "x-goog-api-client", "gl-python").json().has("models"))
          .isTrue();
      assertThat(caller.get("/v1beta/models").json().has("models")).isTrue();
      assertThat(caller.get("/anthropic/v1/models").json().has("has_more")).isTrue();
      assertThat(caller.get("/gemini/v1beta/models").json().has("models")).isTrue();
      assertThat(caller.get("/openai/v1/models").json().has("object")).isTrue();
      assertThat(
              caller
                  .post("/v1/models/gemini-2.5-flash:generateContent", Caller.contents("hi", ""))
                  .json()
                  .has("usageMetadata"))
          .isTrue();
    }
  }

  @Test
  void a_meterr_key_is_no_key_here() throws IOException {
    try (Caller caller = Caller.seeded(1)) {
      assertThat(
              caller
                  .post(CHAT, Caller.chat("m", "hi", ""), "authorization", "Bearer mtr_leaked")
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void hundreds_of_streams_at_once_lose_no_frame_and_mix_none_up() throws Exception {
    SandboxConfig slow =
        SandboxConfig.immediate(1).withLatency(Duration.ofMillis(20), Duration.ofMillis(2));
    try (Caller caller = new Caller(slow);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Frame>>> calls = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String body =
            "{\"model\":\"gpt-5-mini\",\"stream\":true,\"max_output_tokens\":60,\"input\":\"%d\"}"
                .formatted(i);
        calls.add(() -> caller.post("/v1/responses", body).frames());
      }
      for (Future<List<Frame>> answer : threads.invokeAll(calls)) {
        List<Frame> frames = answer.get();
        String id = frames.getFirst().json().at("/response/id").stringValue();
        assertThat(frames.getLast().json().at("/response/id").stringValue()).isEqualTo(id);
        for (int i = 0; i < frames.size(); i++) {
          assertThat(frames.get(i).json().path("sequence_number").asInt(-1)).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void a_frame_goes_out_when_it_is_written() throws IOException {
    // Between the pieces lies more time than the test has: the first one must come all the same.
    SandboxConfig endless =
        SandboxConfig.immediate(1).withLatency(Duration.ZERO, Duration.ofHours(1));
    String body = Caller.messages("claude-sonnet-4-6", "hi", ",\"stream\":true");
    try (Caller caller = new Caller(endless);
        Socket socket = new Socket("127.0.0.1", caller.sandbox.port())) {
      socket.setSoTimeout(20_000);
      String request =
          "POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: k\r\ncontent-length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      StringBuilder read = new StringBuilder();
      while (read.indexOf("event: ping") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).isNotNegative();
        read.append((char) next);
      }
      assertThat(read).contains("event: message_start");
    }
  }

  @Test
  void a_taken_port_is_said_with_its_number() {
    try (Caller caller = Caller.seeded(1)) {
      SandboxConfig same = SandboxConfig.immediate(1).withPort(caller.sandbox.port());
      assertThatThrownBy(() -> Sandbox.start(same))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(String.valueOf(caller.sandbox.port()));
    }
  }
}
