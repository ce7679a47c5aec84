package ai.meterr.app.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.testkit.SampleEvents;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How batches are sent, against a server that answers as it is told. */
class EventSenderTest {
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Integer> batches = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private HttpServer server;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/events", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst("authorization")).isEqualTo("Bearer mtr_k");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    batches.add((int) body.lines().count());
    Answer answer = answers.isEmpty() ? accepting(batches.getLast()) : answers.removeFirst();
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("retry-after", "0");
    exchange.sendResponseHeaders(answer.status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Answer accepting(int events) {
    return new Answer(200, "{\"accepted\":" + events + ",\"duplicates\":0,\"results\":[]}");
  }

  private EventSender sender() {
    URI meterr = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new EventSender(meterr, "mtr_k", (id, why) -> rejected.add(id + " " + why));
  }

  private static void send(EventSender sender, int events) {
    SampleEvents samples = new SampleEvents(1);
    for (int i = 0; i < events; i++) {
      sender.send(samples.next());
    }
    sender.flush();
  }

  @Test
  void events_go_a_thousand_at_a_time() {
    try (EventSender sender = sender()) {
      send(sender, 2_345);
      assertThat(sender.accepted()).isEqualTo(2_345);
    }
    assertThat(batches).containsExactly(1_000, 1_000, 345);
  }

  @Test
  void what_meterr_cannot_take_now_is_sent_again() {
    answers.add(new Answer(503, ""));
    answers.add(new Answer(503, ""));
    try (EventSender sender = sender()) {
      send(sender, 5);
      assertThat(sender.accepted()).isEqualTo(5);
    }
    assertThat(batches).containsExactly(5, 5, 5);
  }

  @Test
  void what_was_known_and_what_was_rejected_is_told() {
    answers.add(
        new Answer(
            200,
            "{\"accepted\":1,\"duplicates\":1,\"results\":[{\"id\":\"a\",\"status\":\"accepted\"},"
                + "{\"id\":\"b\",\"status\":\"duplicate\"},{\"id\":\"c\",\"status\":\"rejected\","
                + "\"error\":\"time: lies in the future\"}]}"));
    try (EventSender sender = sender()) {
      send(sender, 3);
      assertThat(sender.duplicates()).isEqualTo(1);
      assertThat(sender.rejected()).isEqualTo(1);
    }
    assertThat(rejected).containsExactly("c time: lies in the future");
  }

  @Test
  void a_refusal_says_why_and_nothing_more_is_sent() {
    answers.add(new Answer(403, "{\"detail\":\"the key may not write\"}"));
    try (EventSender sender = sender()) {
      assertThatThrownBy(() -> send(sender, 3_000))
          .isInstanceOf(EventSender.NotTaken.class)
          .hasMessageContaining("403: the key may not write");
    }
    assertThat(batches).hasSize(1);
  }

  @Test
  void a_meterr_that_is_not_there_is_told() {
    server.stop(0);
    try (EventSender sender = sender()) {
      assertThatThrownBy(() -> send(sender, 1))
          .isInstanceOf(EventSender.NotTaken.class)
          .hasMessageContaining("cannot be reached");
    }
    assertThat(batches).isEmpty();
  }
}
