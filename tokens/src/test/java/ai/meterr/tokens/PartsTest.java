package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** However a text comes, its count is the same as in one go. */
class PartsTest {
  private static final Encodings ENCODINGS = Encodings.bundled();

  @Test
  void a_stream_cut_anywhere_counts_as_the_whole_at_every_step() {
    var random = new Texts(5);
    for (EncodingId id : ENCODINGS.ids()) {
      Encoding encoding = ENCODINGS.get(id);
      for (int i = 0; i < 60; i++) {
        byte[] text = random.next(900).getBytes(StandardCharsets.UTF_8);
        StreamCounter stream = encoding.newStream();
        for (int at = 0; at < text.length; ) {
          int count = Math.min(text.length - at, 1 + random.below(i % 3 == 0 ? 400 : 9));
          stream.append(text, at, count);
          at += count;
          if (i % 10 == 0) {
            assertThat(stream.tokens()).isEqualTo(encoding.count(text, 0, at));
          }
        }
        assertThat(stream.tokens()).as("%s", id).isEqualTo(encoding.count(text));
      }
    }
  }

  @Test
  void a_surrogate_pair_may_come_in_two_pieces() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    StreamCounter stream = o200k.newStream();
    stream.append("a\ud83d");
    assertThat(stream.tokens()).isEqualTo(o200k.count("a\ufffd"));
    stream.append("\ude00b");
    assertThat(stream.tokens()).isEqualTo(o200k.count("a😀b"));
  }

  @Test
  void several_threads_count_the_same() {
    var random = new Texts(6);
    var text = new StringBuilder();
    while (text.length() < 3_000_000) {
      text.append(random.next(3000));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (EncodingId id : ENCODINGS.ids()) {
        Encoding encoding = ENCODINGS.get(id);
        assertThat(encoding.countInParallel(bytes, 0, bytes.length, threads, 3))
            .as("%s", id)
            .isEqualTo(encoding.count(bytes));
      }
    }
  }

  @Test
  void a_resent_conversation_counts_the_same_with_a_memo() {
    var random = new Texts(7);
    for (EncodingId id : ENCODINGS.ids()) {
      Encoding encoding = ENCODINGS.get(id);
      var memo = new PrefixMemo(encoding, 64, new Random(1));
      var conversation = new StringBuilder();
      for (int turn = 0; turn < 20; turn++) {
        conversation.append(random.next(4000));
        byte[] text = conversation.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(memo.count(text, 0, text.length)).as("%s", id).isEqualTo(encoding.count(text));
      }
    }
  }

  @Test
  void the_end_of_the_array_is_not_the_end_of_the_text() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    byte[] text = "a   ".getBytes(StandardCharsets.UTF_8);
    byte[] longer = Arrays.copyOf(text, 200);
    Arrays.fill(longer, 4, 200, (byte) 'x');
    assertThat(o200k.count(longer, 0, 4)).isEqualTo(o200k.count(text));
  }
}
