package ai.meterr.gateway;

import static ai.meterr.gateway.Chats.ANSWER;
import static ai.meterr.gateway.Chats.ASK;
import static ai.meterr.gateway.Chats.ASK_STREAM_AND_USAGE;
import static ai.meterr.gateway.Chats.HELLO;
import static ai.meterr.gateway.Chats.PATH;
import static ai.meterr.gateway.Chats.STOP;
import static ai.meterr.gateway.Chats.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.Ending;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Providers break and clients leave at every stage; every call is opened once and closed once. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class BreakageTest {
  private House house = new House();

  BreakageTest() {
    house.journal.answersItself();
  }

  @AfterEach
  void every_call_was_opened_once_and_closed_once() {
    house.close();
    assertThat(house.journal.closes()).isEqualTo(house.journal.opens()).isEqualTo(1);
  }

  @Test
  void a_provider_that_is_not_there() throws Exception {
    house.provider.close();
    Wire.Message answer = house.post(PATH, ASK).message();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).startsWith("{\"error\":").contains("meterr_provider_unreachable");
    UsageEvent event = closed(Status.FAILED, Ending.NO_ANSWER);
    assertThat(answer.header("x-meterr-event-id")).isEqualTo(event.id().value());
    assertThat(event.httpStatus()).isNull();
    assertThat(event.cost()).isNull();
  }

  @Test
  void a_provider_that_closes_before_its_answer() throws Exception {
    Wire client = house.post("/v1/messages", ASK);
    Wire provider = house.provider.accept();
    provider.message();
    provider.close();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).startsWith("{\"type\":\"error\"");
    assertThat(answer.header("x-meterr-event-id")).isNotNull();
    closed(Status.UNKNOWN, Ending.NO_ANSWER);
  }

  @Test
  void a_provider_that_stays_silent() throws Exception {
    house.close();
    house = new House(Duration.ofMillis(150));
    house.journal.answersItself();
    Wire client = house.post(PATH, ASK);
    house.provider.accept().message();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.header("x-meterr-event-id")).isNotNull();
    closed(Status.UNKNOWN, Ending.NO_ANSWER);
  }

  @Test
  void a_plain_answer_that_breaks_off_is_seen_to_break_off() throws Exception {
    Wire client = house.post(PATH, ASK);
    Wire provider = house.provider.accept();
    provider.message();
    provider.send(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"id\":");
    provider.close();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"id\":");
    assertThat(answer.whole()).isFalse();
    assertThat(answer.header("x-meterr-event-id")).isNotNull();
    assertThat(answer.header("x-meterr-cost")).isNull();
    closed(Status.UNKNOWN, Ending.PROVIDER_BROKE);
  }

  @Test
  void a_stream_that_breaks_off_ends_with_an_error_frame_and_no_end() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO);
    provider.close();

    Wire.Message answer = client.message();
    assertThat(answer.whole()).isFalse();
    assertThat(answer.text())
        .startsWith(HELLO + "data: {\"error\":")
        .contains("meterr_provider_broke")
        .endsWith("\n\n");
    closed(Status.UNKNOWN, Ending.PROVIDER_BROKE);
  }

  @Test
  void the_error_frame_stands_alone_also_where_a_frame_was_cut_in_half() throws Exception {
    Wire client = house.post("/v1/messages", "{\"model\":\"claude\",\"stream\":true}");
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk("event: ping\ndata: {\"ty");
    provider.close();

    assertThat(client.message().text())
        .startsWith("event: ping\ndata: {\"ty\n\nevent: error\ndata: {\"type\":\"error\"");
    closed(Status.UNKNOWN, Ending.PROVIDER_BROKE);
  }

  @Test
  void usage_that_came_before_the_stream_broke_counts() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO + STOP + USAGE);
    UsageEvent event = closed(Status.PRICED, Ending.COMPLETED);
    provider.close();

    assertThat(event.usage().totalTokens()).isEqualTo(10);
    Wire.Message answer = client.message();
    assertThat(answer.text()).startsWith(HELLO + STOP + USAGE + "data: {\"error\":");
    assertThat(answer.whole()).isFalse();
  }

  @Test
  void frames_that_waited_for_usage_are_delivered_before_the_error() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO).chunk(STOP);
    provider.close();

    assertThat(client.message().text()).startsWith(HELLO + STOP + "data: {\"error\":");
    closed(Status.UNKNOWN, Ending.PROVIDER_BROKE);
  }

  @Test
  void frames_after_a_supposed_end_do_not_pile_up() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    String padding = ": " + "x".repeat(100 << 10) + "\n\n";
    provider.streamHead().chunk(STOP);
    for (int i = 0; i < 4; i++) {
      provider.chunk(padding);
    }
    client.head();
    assertThat(client.chunksOf(AnswerRelay.SMALL)).startsWith(STOP);
    provider.chunk(USAGE).lastChunk();

    assertThat(closed(Status.PRICED, Ending.COMPLETED).usage().totalTokens()).isEqualTo(10);
  }

  @Test
  void a_client_that_leaves_while_it_sends_leaves_nothing_to_bill() throws Exception {
    Wire client = house.client();
    client.send(
        House.request("POST", "/v1/files", "", "content-length: 100", "content-type: text/plain")
            + "half");
    Wire provider = house.provider.accept();
    provider.head();
    client.close();

    closed(Status.FAILED, Ending.CLIENT_LEFT);
    assertThat(provider.rest()).isEqualTo("half");
  }

  @Test
  void a_client_that_leaves_before_a_plain_answer_pays_for_it() throws Exception {
    Wire client = house.post(PATH, ASK);
    Wire provider = house.provider.accept();
    provider.message();
    client.close();
    awaitClients(0);
    provider.answer(200, "application/json", ANSWER);

    assertThat(closed(Status.PRICED, Ending.CLIENT_LEFT).usage().totalTokens()).isEqualTo(10);
  }

  @Test
  void a_client_that_leaves_before_a_stream_stops_it_at_its_head() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    client.close();
    awaitClients(0);
    provider.streamHead();

    closed(Status.UNKNOWN, Ending.CLIENT_LEFT);
    assertThat(provider.ends()).isTrue();
  }

  @Test
  void a_client_that_leaves_a_stream_stops_the_provider() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO);
    client.head();
    client.chunk();
    client.close();

    UsageEvent event = closed(Status.UNKNOWN, Ending.CLIENT_LEFT);
    assertThat(event.httpStatus()).isEqualTo(200);
    assertThat(provider.ends()).isTrue();
  }

  @Test
  void a_client_that_leaves_after_the_finish_reason_leaves_time_for_the_usage() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO);
    client.head();
    client.chunk();
    provider.chunk(STOP);
    house.settle();
    client.close();
    awaitClients(0);
    provider.chunk(USAGE);

    assertThat(closed(Status.PRICED, Ending.CLIENT_LEFT).usage().totalTokens()).isEqualTo(10);
  }

  @Test
  void a_client_that_leaves_a_large_file_is_not_read_for() throws Exception {
    Wire client = house.get("/v1/files/file-1/content");
    Wire provider = house.provider.accept();
    provider.message();
    provider.send("HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n");
    provider.send("a").send("b");
    house.settle();
    client.close();

    closed(Status.NO_USAGE, Ending.CLIENT_LEFT);
    assertThat(provider.ends()).isTrue();
  }

  @Test
  void an_answer_that_comes_before_the_request_is_whole_is_delivered() throws Exception {
    Wire client = house.client();
    client.send(
        House.request("POST", "/v1/files", "", "content-length: 100", "content-type: text/plain")
            + "half");
    Wire provider = house.provider.accept();
    provider.head();
    provider.answer(413, "application/json", "{\"error\":{}}");

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("x-meterr-event-id")).isNotNull();
    assertThat(answer.header("connection")).isEqualTo("close");
    closed(Status.NOT_BILLED, Ending.PROVIDER_ERROR);
  }

  @Test
  void a_provider_that_answers_an_error_is_passed_on_and_bills_nothing() throws Exception {
    Wire client = house.post(PATH, ASK);
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(429, "application/json", "{\"error\":{\"message\":\"slow down\"}}");

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.text()).isEqualTo("{\"error\":{\"message\":\"slow down\"}}");
    assertThat(answer.header("x-meterr-cost")).isEqualTo("0");
    closed(Status.NOT_BILLED, Ending.PROVIDER_ERROR);
  }

  private UsageEvent closed(Status status, Ending ending) throws InterruptedException {
    UsageEvent event = house.journal.closedEvent();
    assertThat(event.status()).as("%s", event.notes()).isEqualTo(status);
    assertThat(event.facts().ending()).isEqualTo(ending);
    return event;
  }

  /** Until the proxy has seen that its client has left. */
  private void awaitClients(int count) {
    while (house.proxy.connections() > count) {
      Thread.onSpinWait();
    }
  }
}
