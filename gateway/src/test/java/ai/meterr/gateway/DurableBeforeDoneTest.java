package ai.meterr.gateway;

import static ai.meterr.gateway.Chats.ANSWER;
import static ai.meterr.gateway.Chats.ASK;
import static ai.meterr.gateway.Chats.ASK_STREAM;
import static ai.meterr.gateway.Chats.ASK_STREAM_AND_USAGE;
import static ai.meterr.gateway.Chats.DONE;
import static ai.meterr.gateway.Chats.HELLO;
import static ai.meterr.gateway.Chats.PATH;
import static ai.meterr.gateway.Chats.PLAIN_HELLO;
import static ai.meterr.gateway.Chats.PLAIN_STOP;
import static ai.meterr.gateway.Chats.STOP;
import static ai.meterr.gateway.Chats.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.Ending;
import ai.meterr.event.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The open record before the first byte goes out, the close record before the last is released. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class DurableBeforeDoneTest {
  private final House house = new House();
  private final HandMadeJournal journal = house.journal;

  @AfterEach
  void no_call_was_closed_twice() {
    house.close();
    assertThat(journal.closes()).isLessThanOrEqualTo(journal.opens());
  }

  @Test
  void nothing_goes_upstream_before_the_open_record_is_durable() throws Exception {
    Wire client = house.post(PATH, ASK);

    HandMadeJournal.Waiting open = journal.open();
    house.settle();
    assertThat(house.provider.wasReached()).isFalse();
    assertThat(open.event().status()).isEqualTo(Status.INTERRUPTED);
    assertThat(open.event().facts().ending()).isEqualTo(Ending.METERR_DIED);

    open.durable();
    house.provider.accept().message();
    client.close();
  }

  @Test
  void nothing_goes_out_on_a_kept_connection_before_the_open_record_is_durable() throws Exception {
    Wire first = house.post(PATH, ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);
    journal.close().durable();
    first.message();

    house.post(PATH, ASK);
    HandMadeJournal.Waiting open = journal.open();
    house.settle();
    assertThat(provider.hasMore()).isFalse();

    open.durable();
    assertThat(provider.message().startLine()).startsWith("POST " + PATH);
  }

  @Test
  void the_record_of_a_call_that_fetches_an_earlier_answer_says_so() throws Exception {
    Wire client = house.get("/v1/responses/resp_1");
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(
        200,
        "application/json",
        "{\"id\":\"resp_1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}");

    HandMadeJournal.Waiting close = journal.close();
    assertThat(close.looksBack()).isTrue();
    assertThat(close.event().providerResponseId()).isEqualTo("resp_1");
    assertThat(close.event().usage().totalTokens()).isEqualTo(7);
    close.durable();
    client.message();
  }

  @Test
  void a_plain_answer_waits_for_its_close_record() throws Exception {
    Wire client = house.post(PATH, ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);

    HandMadeJournal.Waiting close = journal.close();
    house.settle();
    assertThat(client.hasMore()).isFalse();
    assertThat(close.event().status()).isEqualTo(Status.PRICED);
    assertThat(close.looksBack()).isFalse();

    close.durable();
    Wire.Message answer = client.message();
    assertThat(answer.text()).isEqualTo(ANSWER);
    assertThat(answer.header("x-meterr-event-id")).isEqualTo(close.event().id().value());
    assertThat(answer.header("x-meterr-cost")).isEqualTo("10");
  }

  @Test
  void a_stream_passes_at_once_but_for_the_frames_that_end_it() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO);
    assertThat(client.head().header("x-meterr-cost")).isNull();
    assertThat(client.chunksOf(HELLO.length())).isEqualTo(HELLO);

    provider.chunk(STOP);
    house.settle();
    assertThat(client.hasMore()).as("the finish reason, before the usage").isFalse();
    provider.chunk(USAGE);
    HandMadeJournal.Waiting close = journal.close();
    provider.chunk(DONE);
    house.settle();
    assertThat(client.hasMore()).as("the end, before its record").isFalse();
    assertThat(close.event().facts().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(close.event().usage().totalTokens()).isEqualTo(10);

    close.durable();
    String rest = STOP + USAGE + DONE;
    assertThat(client.chunksOf(rest.length())).isEqualTo(rest);
    provider.lastChunk();
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void a_stream_that_was_made_to_tell_usage_waits_as_well() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM);
    journal.open().durable();
    Wire provider = house.provider.accept();
    assertThat(provider.message().text()).contains("\"include_usage\":true");
    provider.streamHead().chunk(HELLO + STOP);
    client.head();
    assertThat(client.chunksOf(0)).isEmpty();
    provider.chunk(USAGE + DONE).lastChunk();

    HandMadeJournal.Waiting close = journal.close();
    house.settle();
    assertThat(client.hasMore()).isFalse();

    close.durable();
    String all = PLAIN_HELLO + PLAIN_STOP + DONE;
    assertThat(client.chunksOf(all.length())).isEqualTo(all);
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void a_stream_that_nobody_reads_waits_at_its_done() throws Exception {
    Wire client = house.post("/mistral/v1/chat/completions", ASK_STREAM);
    journal.open().durable();
    Wire provider = house.provider.accept();
    assertThat(provider.message().text()).isEqualTo(ASK_STREAM);
    provider.streamHead().chunk(HELLO);
    client.head();
    assertThat(client.chunksOf(HELLO.length())).isEqualTo(HELLO);
    provider.chunk(DONE);

    HandMadeJournal.Waiting close = journal.close();
    house.settle();
    assertThat(client.hasMore()).isFalse();
    assertThat(close.event().status()).isEqualTo(Status.UNKNOWN);
    assertThat(close.event().facts().ending()).isEqualTo(Ending.COMPLETED);

    close.durable();
    assertThat(client.chunksOf(DONE.length())).isEqualTo(DONE);
  }

  @Test
  void the_last_piece_of_a_large_plain_answer_waits() throws Exception {
    Wire client = house.post("/v1/audio/speech", ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.send(
        "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ntransfer-encoding: chunked\r\n\r\n");
    provider.chunk("first");
    house.settle();
    provider.chunk("second");
    client.head();
    assertThat(client.chunksOf(5)).isEqualTo("first");
    provider.lastChunk();

    HandMadeJournal.Waiting close = journal.close();
    house.settle();
    assertThat(client.hasMore()).isFalse();

    close.durable();
    assertThat(client.chunksOf(6)).isEqualTo("second");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void what_follows_the_end_waits_in_bounded_memory_and_is_delivered() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    String comment = ": " + "x".repeat(50 << 10) + "\n\n";
    Thread sends =
        Thread.ofVirtual()
            .start(
                () -> {
                  provider.streamHead().chunk(STOP + USAGE + DONE);
                  for (int i = 0; i < 20; i++) {
                    provider.chunk(comment);
                  }
                  provider.lastChunk();
                });
    HandMadeJournal.Waiting close = journal.close();
    house.settle();
    client.head();
    assertThat(client.hasMore()).isFalse();

    close.durable();
    String all = STOP + USAGE + DONE + comment.repeat(20);
    assertThat(client.chunksOf(all.length())).isEqualTo(all);
    assertThat(client.chunk()).isEmpty();
    sends.join();
  }

  @Test
  void a_call_whose_client_left_before_it_went_out_does_not_go_out() throws Exception {
    Wire client = house.post(PATH, ASK);
    HandMadeJournal.Waiting open = journal.open();
    client.close();
    while (house.proxy.connections() > 0) {
      Thread.onSpinWait();
    }
    open.durable();

    HandMadeJournal.Waiting close = journal.close();
    assertThat(close.event().status()).isEqualTo(Status.FAILED);
    assertThat(close.event().facts().ending()).isEqualTo(Ending.CLIENT_LEFT);
    close.durable();
    house.settle();
    assertThat(house.provider.wasReached()).isFalse();
  }

  @Test
  void an_answer_whose_open_record_is_refused_is_never_asked_for() throws Exception {
    Wire client = house.post(PATH, ASK);
    journal.open().refused();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(answer.text()).contains("meterr_journal_unavailable");
    house.settle();
    assertThat(house.provider.wasReached()).isFalse();
    assertThat(journal.isAsked()).isFalse();
  }

  @Test
  void a_plain_answer_whose_close_record_is_refused_is_not_delivered() throws Exception {
    Wire client = house.post(PATH, ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);
    journal.close().refused();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("x-meterr-event-id")).isNotNull();
    assertThat(answer.text()).doesNotContain("chatcmpl");
  }

  @Test
  void a_stream_whose_close_record_is_refused_breaks_off_before_its_end() throws Exception {
    Wire client = house.post(PATH, ASK_STREAM_AND_USAGE);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.streamHead().chunk(HELLO);
    client.head();
    assertThat(client.chunksOf(HELLO.length())).isEqualTo(HELLO);
    provider.chunk(STOP + USAGE + DONE).lastChunk();
    journal.close().refused();

    String frame = new String(client.chunk(), StandardCharsets.UTF_8);
    assertThat(frame).startsWith("data: {\"error\":").contains("meterr_journal_unavailable");
    assertThat(client.ends()).isTrue();
  }

  @Test
  void a_drained_port_waits_for_the_record_of_the_answer_under_way() throws Exception {
    Wire client = house.post(PATH, ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);
    HandMadeJournal.Waiting close = journal.close();

    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return house.proxy.drain(Duration.ofSeconds(10));
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
            });
    close.durable();

    assertThat(client.message().text()).isEqualTo(ANSWER);
    assertThat(drained.get()).isTrue();
  }

  @Test
  void a_record_that_comes_after_the_port_has_closed_harms_nobody() throws Exception {
    house.post(PATH, ASK);
    journal.open().durable();
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);
    HandMadeJournal.Waiting close = journal.close();
    house.proxy.close();

    close.durable();
    assertThat(journal.closes()).isEqualTo(1);
  }
}
