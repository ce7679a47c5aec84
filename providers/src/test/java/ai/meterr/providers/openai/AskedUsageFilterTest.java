package ai.meterr.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.providers.StreamFilter;
import ai.meterr.providers.kit.Pieces;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedUsageFilterTest {
  private static final String USAGE_FRAME =
      "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":2}}";

  private static String filter(Iterable<ByteBuffer> pieces) {
    StreamFilter filter = new AskedUsageFilter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Consumer<ByteBuffer> collect =
        view -> {
          byte[] bytes = new byte[view.remaining()];
          view.get(bytes);
          out.writeBytes(bytes);
        };
    pieces.forEach(piece -> filter.filter(piece, collect));
    filter.end(collect);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String filter(String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    String whole = filter(List.of(ByteBuffer.wrap(bytes)));
    assertThat(filter(Pieces.single(bytes))).isEqualTo(whole);
    return whole;
  }

  /** A stream twice: as it comes when usage was asked for, and as it would have come otherwise. */
  private static final class TwoStreams {
    private final StringBuilder asked = new StringBuilder();
    private final StringBuilder unasked = new StringBuilder();

    void both(String text) {
      asked.append(text);
      unasked.append(text);
    }
  }

  @Test
  void the_client_sees_what_an_unasked_provider_would_have_sent_for_any_split() {
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      TwoStreams streams = randomStream(random);
      byte[] bytes = streams.asked.toString().getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split < 5; split++) {
        assertThat(filter(Pieces.random(bytes, random)))
            .as(streams.asked.toString())
            .isEqualTo(streams.unasked.toString());
      }
      assertThat(filter(Pieces.single(bytes))).isEqualTo(streams.unasked.toString());
    }
  }

  private static TwoStreams randomStream(Random random) {
    TwoStreams streams = new TwoStreams();
    String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
    String space = List.of("", " ", "\t", "  ").get(random.nextInt(4));
    for (int frame = random.nextInt(8); frame >= 0; frame--) {
      if (random.nextInt(5) == 0) {
        streams.both(": \"usage\":null" + lineEnd + lineEnd);
      }
      if (random.nextInt(5) == 0) {
        streams.both("event: x\"usage\"" + lineEnd);
      }
      streams.both("data:" + (random.nextBoolean() ? " " : ""));
      chunk(streams, space, random);
      streams.both(lineEnd + lineEnd);
    }
    streams.asked.append(
        "data: {\"choices\":"
            + space
            + "[],\"usage\":"
            + space
            + "{\"prompt_tokens\":3}}"
            + lineEnd
            + lineEnd);
    streams.both("data: [DONE]" + lineEnd + (random.nextBoolean() ? lineEnd : ""));
    return streams;
  }

  private static void chunk(TwoStreams streams, String space, Random random) {
    List<String> members = new ArrayList<>();
    members.add("\"id\":" + space + "\"usage\"");
    members.add(
        "\"choices\":"
            + space
            + "[{\"delta\":{\"content\":\"é \\\"usage\\\":null"
            + " 😀\",\"usage\":null},\"usage\":null}]");
    members.add("\"x\":" + space + "{\"usage\":null,\"choices\":[]}");
    int usageAt = random.nextInt(members.size() + 1);
    String comma = "," + space;
    String usage = "\"usage\"" + space + ":" + space + "null";
    List<String> asked = new ArrayList<>(members);
    asked.add(usageAt, usage);
    String end = space + "}";
    streams.asked.append("{").append(String.join(comma, asked)).append(end);
    streams.unasked.append("{").append(String.join(comma, members)).append(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choices\":[{\"index\":0}],\"usage\":{\"prompt_tokens\":1}}\n\n",
        "data: {\"usage\":[null],\"choices\":[]}\n\n",
        "data: {\"error\":{\"usage\":null}}\n\n",
        "data: {\"usage\":null\n\n",
        "data: not json \"usage\":null\n\n",
        "data: {\"a\":1,\ndata: \"usage\":null}\n\n",
        "data: [DONE]\n\n",
        "event: usage\n\n",
        "\n\n\n",
        "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
      })
  void everything_else_passes_byte_for_byte(String stream) {
    assertThat(filter(stream)).isEqualTo(stream);
  }

  @Test
  void an_empty_choices_frame_that_comes_unasked_stays_without_the_null() {
    assertThat(filter("data: {\"choices\":[],\"usage\":null,\"prompt_filter_results\":[1]}\n\n"))
        .isEqualTo("data: {\"choices\":[],\"prompt_filter_results\":[1]}\n\n");
    assertThat(filter("data: {\"usage\":null}\n\n")).isEqualTo("data: {}\n\n");
  }

  @Test
  void the_usage_frame_goes_with_all_its_lines() {
    assertThat(filter("event: e\nid: 7\n" + USAGE_FRAME + "\n\ndata: [DONE]\n\n"))
        .isEqualTo("data: [DONE]\n\n");
  }

  @Test
  void a_stream_that_breaks_off_in_a_frame_keeps_what_came() {
    assertThat(filter("data: {\"a\":1}\n\ndata: {\"usage\":nu"))
        .isEqualTo("data: {\"a\":1}\n\ndata: {\"usage\":nu");
  }

  @Test
  void a_frame_past_four_mebibytes_passes_as_it_is_and_the_next_is_filtered_again() {
    String large = "data: {\"usage\":null,\"x\":\"" + "y".repeat(5 << 20) + "\"}\n\n";
    String stream = large + "data: {\"a\":1,\"usage\":null}\n\n";
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += 16_000) {
      pieces.add(ByteBuffer.wrap(bytes, from, Math.min(16_000, bytes.length - from)));
    }
    assertThat(filter(pieces)).isEqualTo(large + "data: {\"a\":1}\n\n");
  }
}
