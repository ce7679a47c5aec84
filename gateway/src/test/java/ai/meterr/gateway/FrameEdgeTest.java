package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEdgeTest {
  @Test
  void before_the_first_byte_a_frame_may_begin() {
    assertThat(new FrameEdge().isReached()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: 1\n\n", "data: 1\r\n\r\n", "data: 1\r\r"})
  void a_blank_line_ends_a_frame_whatever_the_split(String frame) {
    for (int split = 0; split <= frame.length(); split++) {
      assertThat(after(frame.substring(0, split), frame.substring(split))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: 1\n", "data: 1\r\n", "data: 1", "\n\ndata: 1\r\n"})
  void a_line_does_not(String part) {
    assertThat(after(part)).isFalse();
  }

  private static boolean after(String... pieces) {
    FrameEdge edge = new FrameEdge();
    for (String piece : pieces) {
      edge.passed(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
    }
    return edge.isReached();
  }
}
