package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.forwarded.Unread;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEndTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"a\":1}\n\ndata: [DONE]",
        "data:[DONE]",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        "data: {\"type\": \"message_stop\", \"metrics\":{}}\r\n\r\n"
      })
  void the_last_byte_of_the_last_frame_tells_the_end_and_none_before(String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    StreamEnd end = new StreamEnd(new Unread());
    int last = stream.endsWith("\r\n\r\n") ? bytes.length - 1 : bytes.length;
    for (int i = 0; i < last; i++) {
      Progress progress = end.read(ByteBuffer.wrap(bytes, i, 1));
      assertThat(progress == Progress.SETTLED).as("byte %s", i).isEqualTo(i == last - 1);
    }
  }

  @Test
  void what_a_model_writes_is_no_end() {
    String said =
        "data: {\"text\":\"[DONE] \\\"message_stop\\\"\"}\n\n: [DONE]\n\nevent: [DONE]\n\n";
    assertThat(
            new StreamEnd(new Unread())
                .read(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Progress.OPEN);
  }
}
