package ai.meterr.providers.json;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.providers.kit.Pieces;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStreamTest {
  private final List<Picked> documents = new ArrayList<>();
  private int arraysEnded;

  private JsonStream stream(String... wanted) {
    return new JsonStream(
        Paths.of(wanted),
        new JsonStream.Listener() {
          @Override
          public void document(Picked document) {
            documents.add(document);
          }

          @Override
          public void arrayEnded() {
            arraysEnded++;
          }
        });
  }

  private static void feed(JsonStream stream, ByteBuffer piece) {
    stream.feed(piece, piece.position(), piece.limit());
  }

  @Test
  void keeps_what_was_asked_for_and_nothing_else() {
    JsonStream stream = stream("a.b", "list.[].x", "all.**", "leaf");
    String json =
        "{\"a\":{\"b\":1,\"c\":2},\"list\":[{\"x\":\"1\",\"y\":0},{},7],\"all\":{\"p\":[1,{\"q\":true}]},"
            + "\"leaf\":{\"deep\":1},\"other\":{\"a\":{\"b\":9}},\"a\":{\"b\":3}}";
    feed(stream, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    Picked document = documents.getFirst();
    assertThat(document.at("a").at("b").number()).isEqualByComparingTo("3");
    assertThat(document.at("a").at("c").isThere()).isFalse();
    assertThat(document.at("list").items()).hasSize(3);
    assertThat(document.at("list").items().get(0).at("x").text()).isEqualTo("1");
    assertThat(document.at("list").items().get(1).at("x").isThere()).isFalse();
    assertThat(document.at("all").at("p").items().get(1).at("q").isThere()).isTrue();
    assertThat(document.at("leaf").isObject()).isTrue();
    assertThat(document.at("leaf").at("deep").isThere()).isFalse();
    assertThat(document.at("other").isThere()).isFalse();
  }

  @Test
  void elements_of_an_array_at_the_root_are_documents_as_soon_as_they_are_whole() {
    JsonStream stream = stream("n");
    feed(stream, ByteBuffer.wrap("[{\"n\":1},{\"n\":2}".getBytes(StandardCharsets.UTF_8)));
    assertThat(documents).hasSize(2);
    assertThat(arraysEnded).isZero();
    feed(stream, ByteBuffer.wrap("]".getBytes(StandardCharsets.UTF_8)));
    assertThat(arraysEnded).isEqualTo(1);
  }

  @Test
  void after_a_document_that_is_none_the_next_is_read() {
    JsonStream stream = stream("n");
    for (String text : List.of("{\"n\":", "{\"n\":1}", "\"open", "nope", "{\"n\":2}")) {
      feed(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      assertThat(stream.boundary()).as(text).isEqualTo(text.endsWith("}"));
    }
    assertThat(documents).hasSize(2);
  }

  @Test
  void a_name_without_a_value_is_no_json_wherever_the_pieces_end() {
    byte[] json = "{\"a\":{\"b\":},\"n\":1}".getBytes(StandardCharsets.UTF_8);
    for (int cut = 1; cut < json.length; cut++) {
      JsonStream stream = stream("n");
      feed(stream, ByteBuffer.wrap(json, 0, cut));
      feed(stream, ByteBuffer.wrap(json, cut, json.length - cut));
      assertThat(documents).as("cut at %d", cut).isEmpty();
      assertThat(stream.boundary()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "€", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00"})
  void long_strings_are_cut_between_characters(String unit) {
    Random random = new Random(3);
    for (int shift = 0; shift < 8; shift++) {
      documents.clear();
      String json = "{\"s\":\"" + "a".repeat(shift) + unit.repeat(2000) + "\",\"n\":1}";
      JsonStream stream = stream("s", "n");
      Pieces.random(json.getBytes(StandardCharsets.UTF_8), random)
          .forEach(piece -> feed(stream, piece));
      assertThat(documents).hasSize(1);
      assertThat(documents.getFirst().at("n").number()).isEqualByComparingTo("1");
      assertThat(documents.getFirst().at("s").text())
          .hasSizeBetween(80, 600)
          .doesNotContain("\uFFFD");
    }
  }

  @Test
  void an_answer_of_any_size_is_read_in_little_memory() {
    byte[] picture = new byte[1 << 20];
    Arrays.fill(picture, (byte) 'A');
    ByteBuffer view = ByteBuffer.wrap(picture);
    byte[] numbers = "0.12345678,".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    JsonStream stream = stream("usage.**");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    feed(stream, ByteBuffer.wrap("{\"data\":[\"".getBytes(StandardCharsets.UTF_8)));
    feed(stream, view);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 64; i++) {
      feed(stream, view);
    }
    feed(stream, ByteBuffer.wrap("\",".getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < 64; i++) {
      feed(stream, ByteBuffer.wrap(numbers));
    }
    feed(stream, ByteBuffer.wrap("1],\"usage\":{\"n\":5}}".getBytes(StandardCharsets.UTF_8)));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(documents.getFirst().at("usage").at("n").number()).isEqualByComparingTo("5");
    assertThat(allocated).as("bytes allocated for 70 MB").isLessThan(1 << 20);
  }
}
