package ai.meterr.gateway;

import static ai.meterr.gateway.Chats.ANSWER;
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

import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the provider sent is what the client gets, however its bytes are split on the way. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class BytesUnchangedTest {
  private static final int SEEDS = 60;
  private static final String SENT = HELLO + ": a comment\r\n\r\n" + HELLO + STOP + USAGE + DONE;

  private final House house = new House();

  BytesUnchangedTest() {
    house.journal.answersItself();
  }

  @AfterEach
  void every_call_was_opened_once_and_closed_once() {
    house.close();
    assertThat(house.journal.closes()).isEqualTo(house.journal.opens()).isPositive();
  }

  @Test
  void a_stream_that_asked_for_usage() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] got = throughStream(ASK_STREAM_AND_USAGE, "", bytes(SENT), new Random(seed));
      assertThat(text(got)).as("seed %s", seed).isEqualTo(SENT);
      assertMetered(seed);
    }
  }

  @Test
  void a_stream_that_did_not_ask_looks_as_if_nobody_had() throws Exception {
    String wanted = PLAIN_HELLO + ": a comment\r\n\r\n" + PLAIN_HELLO + PLAIN_STOP + DONE;
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] got = throughStream(ASK_STREAM, "", bytes(SENT), new Random(seed));
      assertThat(text(got)).as("seed %s", seed).isEqualTo(wanted);
      assertMetered(seed);
    }
  }

  @Test
  void a_gzipped_stream_is_read_on_the_side() throws Exception {
    byte[] sent = gzip(SENT);
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] got =
          throughStream(ASK_STREAM_AND_USAGE, "content-encoding: gzip\r\n", sent, new Random(seed));
      assertThat(got).as("seed %s", seed).isEqualTo(sent);
      assertMetered(seed);
    }
  }

  @Test
  void a_stream_that_came_compressed_though_it_had_to_come_plain_passes_as_it_is()
      throws Exception {
    byte[] sent = gzip(SENT);
    byte[] got = throughStream(ASK_STREAM, "content-encoding: gzip\r\n", sent, new Random(1));

    assertThat(got).isEqualTo(sent);
    UsageEvent event = house.journal.closedEvent();
    assertThat(event.usage().totalTokens()).isEqualTo(10);
    assertThat(event.notes()).anyMatch(note -> note.contains("usage frame was left in"));
  }

  @Test
  void plain_bodies_of_any_size_with_and_without_a_length() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int padding = random.nextInt(3) * AnswerRelay.SMALL / 2;
      byte[] sent = bytes(ANSWER.replaceFirst("\\{", "{\"pad\":\"" + "x".repeat(padding) + "\","));
      Wire.Message got = throughPlain("", sent, random);
      assertThat(got.body()).as("seed %s", seed).isEqualTo(sent);
      assertThat(got.header("x-meterr-cost"))
          .as("seed %s, %s bytes", seed, sent.length)
          .isEqualTo(sent.length <= AnswerRelay.SMALL ? "10" : null);
      assertMetered(seed);
    }
  }

  @Test
  void compressed_plain_bodies_also_where_little_inflates_to_much() throws Exception {
    byte[] plain = bytes(ANSWER.replaceFirst("\\{", "{\"pad\":\"" + "x".repeat(20 << 20) + "\","));
    byte[] gzipped = gzip(new String(plain, StandardCharsets.ISO_8859_1));
    assertThat(throughPlain("content-encoding: gzip\r\n", gzipped, new Random(1)).body())
        .isEqualTo(gzipped);
    assertMetered(1);

    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(bytes(ANSWER));
    }
    assertThat(
            throughPlain("content-encoding: deflate\r\n", deflated.toByteArray(), new Random(2))
                .body())
        .isEqualTo(deflated.toByteArray());
    assertMetered(2);
  }

  @Test
  void what_cannot_be_inflated_passes_and_is_unknown() throws Exception {
    byte[] damaged = gzip(ANSWER);
    damaged[20] ^= 0x55;
    for (String coding : new String[] {"gzip", "br"}) {
      Wire.Message got =
          throughPlain("content-encoding: " + coding + "\r\n", damaged, new Random(3));
      assertThat(got.body()).isEqualTo(damaged);
      assertThat(got.header("x-meterr-cost")).isNull();
      UsageEvent event = house.journal.closedEvent();
      assertThat(event.status()).isEqualTo(Status.UNKNOWN);
      assertThat(event.notes()).anyMatch(note -> note.startsWith("usage not read"));
    }
  }

  private void assertMetered(int seed) throws InterruptedException {
    UsageEvent event = house.journal.closedEvent();
    assertThat(event.status()).as("seed %s, %s", seed, event.notes()).isEqualTo(Status.PRICED);
    assertThat(event.usage().totalTokens()).isEqualTo(10);
  }

  private byte[] throughStream(String ask, String headers, byte[] sent, Random random)
      throws IOException {
    try (Wire client = house.post(PATH, ask, "connection: close");
        Wire provider = house.provider.accept()) {
      provider.message();
      provider.send(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
              + headers
              + "transfer-encoding: chunked\r\nconnection: close\r\n\r\n");
      sendSplit(provider, sent, true, random);
      Wire.Message answer = client.message();
      assertThat(answer.whole()).isTrue();
      return answer.body();
    }
  }

  private Wire.Message throughPlain(String headers, byte[] sent, Random random) throws IOException {
    boolean chunked = random.nextBoolean();
    try (Wire client = house.post(PATH, Chats.ASK, "connection: close");
        Wire provider = house.provider.accept()) {
      provider.message();
      provider.send(
          "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
              + headers
              + (chunked
                  ? "transfer-encoding: chunked\r\n"
                  : "content-length: " + sent.length + "\r\n")
              + "connection: close\r\n\r\n");
      sendSplit(provider, sent, chunked, random);
      Wire.Message answer = client.message();
      assertThat(answer.whole()).isTrue();
      return answer;
    }
  }

  private static void sendSplit(Wire provider, byte[] sent, boolean chunked, Random random) {
    int at = 0;
    while (at < sent.length) {
      int most = random.nextInt(4) == 0 ? 3 : Math.max(1, sent.length / 3);
      int to = Math.min(sent.length, at + 1 + random.nextInt(most));
      byte[] piece = Arrays.copyOfRange(sent, at, to);
      if (chunked) {
        provider.chunk(piece);
      } else {
        provider.send(piece);
      }
      at = to;
    }
    if (chunked) {
      provider.lastChunk();
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(text));
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
