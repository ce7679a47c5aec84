package ai.meterr.providers.sse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.providers.kit.Pieces;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseStreamTest {
  /** Frames of a stream: their data in order; what {@code [DONE]} said is {@code DONE}. */
  private static List<String> frames(Iterable<ByteBuffer> pieces) {
    List<String> frames = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    SseStream stream =
        new SseStream(
            new SseStream.Listener() {
              @Override
              public void data(ByteBuffer bytes, int from, int to) {
                byte[] copy = new byte[to - from];
                bytes.get(from, copy);
                data.append(new String(copy, StandardCharsets.ISO_8859_1));
              }

              @Override
              public void data(byte[] bytes, int count) {
                data.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
              }

              @Override
              public void done() {
                data.append("DONE");
              }

              @Override
              public void frameEnded() {
                frames.add(data.toString());
                data.setLength(0);
              }
            });
    pieces.forEach(stream::feed);
    return frames;
  }

  /** In the table ~ is CR and ^ is LF. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: a^^data: b^^|a,b",
        "data:a~^~^data:b~^~^|a,b",
        "data: a~~data: b~~|a,b",
        "data:  a^^|' a'",
        "data: a^data: b^^|'a^b'",
        ": note^data: a^^|a",
        "event: x^id: 1^data: a^retry: 5^^|a",
        "datum: a^^data: b^^|b",
        "data: a^database: b^^|a",
        "data: [DONE]^^|DONE",
        "data:[DONE]^^|DONE",
        "data: [DON^^data: [DONT]^^data: [^^|'[DON,[DONT],['",
        "data: a^^data: cut|a",
        "event: ping^^data: a^^|a",
        "^^^data: a^^^^|a",
        "data: a~^data: b^~^|'a^b'",
      })
  void frames_are_found_for_any_split(String text, String expected) {
    byte[] bytes = text.replace('~', '\r').replace('^', '\n').getBytes(StandardCharsets.ISO_8859_1);
    List<String> wanted = List.of(expected.replace('^', '\n').split(",", -1));
    assertThat(frames(List.of(ByteBuffer.wrap(bytes)))).isEqualTo(wanted);
    assertThat(frames(Pieces.single(bytes))).isEqualTo(wanted);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      assertThat(frames(Pieces.random(bytes, random))).isEqualTo(wanted);
    }
  }
}
