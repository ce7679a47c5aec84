package ai.meterr.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Counts here are those of the providers' own tokenizers. */
class EncodingTest {
  private static final Encodings ENCODINGS = Encodings.bundled();

  @TestFactory
  Stream<DynamicTest> every_encoding_counts_as_its_reference_does() throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (var in = EncodingTest.class.getResourceAsStream("counts.txt")) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> rows.add(line.split(" ", -1)));
    }
    String[] names = rows.removeFirst();
    assertThat(rows).hasSizeGreaterThan(200);
    return Stream.iterate(1, column -> column < names.length, column -> column + 1)
        .map(
            column ->
                DynamicTest.dynamicTest(
                    names[column],
                    () -> {
                      Encoding encoding = ENCODINGS.get(new EncodingId(names[column]));
                      for (String[] row : rows) {
                        byte[] text = HexFormat.of().parseHex(row[0]);
                        assertThat(encoding.count(text))
                            .as(row[0])
                            .isEqualTo(Long.parseLong(row[column]));
                      }
                    }));
  }

  /** 7,326 texts beside the repository, where they are. */
  @TestFactory
  Stream<DynamicTest> the_shared_texts_count_as_tiktoken_has_them() throws IOException {
    Path file = Path.of("..", "..", "shared", "tokens", "fuzz.jsonl");
    if (!Files.exists(file)) {
      System.out.println("no " + file + ": its texts are not counted here");
      return Stream.empty();
    }
    List<SharedText> texts = Files.readAllLines(file).stream().map(SharedText::read).toList();
    return Stream.of(EncodingId.O200K_BASE, EncodingId.CL100K_BASE)
        .map(
            id ->
                DynamicTest.dynamicTest(
                    id.name(),
                    () -> {
                      Encoding encoding = ENCODINGS.get(id);
                      for (SharedText text : texts) {
                        assertThat(encoding.count(text.text()))
                            .as(text.line())
                            .isEqualTo(
                                id.equals(EncodingId.O200K_BASE) ? text.o200k() : text.cl100k());
                      }
                    }));
  }

  @Test
  void a_short_text_counts() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    assertThat(o200k.count("hello world")).isEqualTo(2);
    assertThat(o200k.count("")).isZero();
    assertThat(o200k.count("\n 23L\r\rL?  ")).isEqualTo(8);
    assertThat(ENCODINGS.get(EncodingId.CL100K_BASE).count("\n 23L\r\rL?  ")).isEqualTo(9);
  }

  @Test
  void harmony_counts_ordinary_text_as_o200k_does() {
    String text = "<|start|>assistant: déjà vu, 12345 'tis";
    assertThat(ENCODINGS.get(EncodingId.O200K_HARMONY).count(text))
        .isEqualTo(ENCODINGS.get(EncodingId.O200K_BASE).count(text));
  }

  @Test
  void half_a_surrogate_pair_is_one_replacement_character() {
    Encoding cl100k = ENCODINGS.get(EncodingId.CL100K_BASE);
    assertThat(cl100k.count("\ud800")).isEqualTo(1);
    assertThat(cl100k.count("a\ud800b")).isEqualTo(3);
    assertThat(cl100k.count("hello \udc00\udc00 world")).isEqualTo(4);
  }

  @Test
  void a_part_of_an_array_counts_as_the_same_bytes_alone() {
    byte[] bytes = "xx hello world".getBytes(StandardCharsets.UTF_8);
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    assertThat(o200k.count(bytes, 3, 11)).isEqualTo(2);
    assertThatThrownBy(() -> o200k.count(bytes, 3, 12))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void a_text_counts_the_same_when_it_comes_again() {
    var random = new Texts(11);
    for (EncodingId id : ENCODINGS.ids()) {
      Encoding encoding = ENCODINGS.get(id);
      for (int i = 0; i < 50; i++) {
        byte[] text = random.next(2000).getBytes(StandardCharsets.UTF_8);
        long alone = encoding.count(text);
        assertThat(encoding.count(text)).isEqualTo(alone);
        assertThat((long) encoding.cut(text).ends().length).isEqualTo(alone);
      }
    }
  }

  @Test
  void counting_stops_soon_after_the_limit() {
    Encoding o200k = ENCODINGS.get(EncodingId.O200K_BASE);
    byte[] text = "word ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertThat(o200k.countUpTo(10, text, 0, text.length)).isBetween(11L, 2000L);
    long all = o200k.count(text);
    assertThat(o200k.countUpTo(all, text, 0, text.length)).isEqualTo(all);
  }

  @Test
  void tokens_are_cut_where_they_end() {
    TokenCut cut =
        ENCODINGS
            .get(EncodingId.O200K_BASE)
            .cut("tokenization rocks".getBytes(StandardCharsets.UTF_8));
    List<String> tokens = new ArrayList<>();
    int from = 0;
    for (int end : cut.ends()) {
      tokens.add(new String(cut.utf8(), from, end - from, StandardCharsets.UTF_8));
      from = end;
    }
    assertThat(tokens).containsExactly("token", "ization", " rocks");
  }

  @Test
  void arbitrary_bytes_count_without_fail() {
    var random = new Random(3);
    for (EncodingId id : ENCODINGS.ids()) {
      Encoding encoding = ENCODINGS.get(id);
      for (int i = 0; i < 300; i++) {
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        if (i % 2 == 0) {
          for (int at = 0; at < bytes.length; at++) {
            bytes[at] =
                (byte) (random.nextBoolean() ? bytes[at] : " \n'aA1/.".charAt(bytes[at] & 7));
          }
        }
        byte[] padded = Arrays.copyOfRange(bytes, 0, bytes.length + 100);
        long tokens = encoding.count(bytes);
        assertThat(encoding.count(padded, 0, bytes.length)).isEqualTo(tokens);
        assertThat(tokens).isBetween(bytes.length == 0 ? 0L : 1L, 3L * bytes.length + 1);
      }
    }
  }

  /** {@code cut} merges; {@code count} takes the short way. */
  @Test
  void a_run_of_one_character_counts_as_its_tokens_cut() {
    for (EncodingId id : ENCODINGS.ids()) {
      Encoding encoding = ENCODINGS.get(id);
      for (int length : new int[] {128, 129, 200, 255, 256, 257, 383, 511, 1000, 1023, 3001}) {
        for (byte character = 0; character >= 0; character++) {
          byte[] text = new byte[length];
          Arrays.fill(text, character);
          assertThat(encoding.count(text))
              .as("%s: %d times %d", id, length, character)
              .isEqualTo(encoding.cut(text).ends().length);
        }
      }
    }
  }

  @Test
  void an_encoding_nobody_has_is_not_replaced_by_another() {
    var unknown = new EncodingId("o300k_base");
    assertThat(ENCODINGS.find(unknown)).isEmpty();
    assertThatThrownBy(() -> ENCODINGS.get(unknown)).hasMessageContaining("o300k_base");
  }

  @Test
  void all_bundled_encodings_together_stay_under_60_megabytes() {
    long bytes = 0;
    for (EncodingId id : ENCODINGS.ids()) {
      bytes += ENCODINGS.get(id).residentBytes();
    }
    assertThat(bytes).isBetween(1L << 20, 60_000_000L);
  }
}
