package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A text outside the heap, counted in parts, counts as the same text in an array. */
class LargeTextTest {
  private static final Encodings ENCODINGS = Encodings.bundled();

  private static long count(LargeText text) {
    try (var threads = Executors.newFixedThreadPool(3)) {
      return text.count(threads, 3);
    }
  }

  @Test
  void stretches_without_a_place_to_cut_may_be_longer_than_a_part() {
    byte[] text = new byte[3_300_000];
    Arrays.fill(text, (byte) 'a');
    byte[] words = " words and\nlines".getBytes(StandardCharsets.UTF_8);
    for (int at : new int[] {10, 1_048_570, 1_572_860, 3_299_980}) {
      System.arraycopy(words, 0, text, at, words.length);
    }
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment outside = arena.allocate(text.length).copyFrom(MemorySegment.ofArray(text));
      assertThat(count(LargeText.asItIs(o200k, outside))).isEqualTo(o200k.count(text));
    }
  }

  @Test
  void nothing_counts_nothing() {
    Encoding mistral = ENCODINGS.get(EncodingId.MISTRAL_V1);
    assertThat(count(LargeText.asItIs(mistral, MemorySegment.ofArray(new byte[0])))).isZero();
  }

  @Test
  void a_short_text_and_one_thread_need_nobody_else() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    byte[] text = "words and\nlines ".repeat(60_000).getBytes(StandardCharsets.UTF_8);
    Executor nobody =
        work -> {
          throw new IllegalStateException("work was handed on");
        };
    assertThat(o200k.countInParallel(text, 3, 5_000, nobody, 4))
        .isEqualTo(o200k.count(text, 3, 5_000));
    assertThat(o200k.countInParallel(text, 3, text.length - 3, nobody, 1))
        .isEqualTo(o200k.count(text, 3, text.length - 3));
  }

  @Test
  void what_is_not_utf8_counts_as_the_replacement_character_wherever_it_stands() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    var random = new Random(11);
    byte[] text = new byte[1_400_000];
    for (int at = 0; at < text.length; at++) {
      text[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : "ab \né".charAt(at % 5));
    }
    String read = new String(text, StandardCharsets.UTF_8);
    assertThat(count(LargeText.repaired(o200k, MemorySegment.ofArray(text))))
        .isEqualTo(o200k.count(read.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void bytes_are_well_formed_where_the_jdk_decodes_them_without_a_replacement() {
    var random = new Random(12);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        bytes =
            new String(Character.toChars(random.nextInt(0x110000)))
                .getBytes(StandardCharsets.UTF_8);
        bytes[random.nextInt(bytes.length)] ^= (byte) (random.nextInt(3) << 4);
      }
      assertThat(WellFormed.is(bytes, 0, bytes.length))
          .as("%s", Arrays.toString(bytes))
          .isEqualTo(decodes(bytes));
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }
}
