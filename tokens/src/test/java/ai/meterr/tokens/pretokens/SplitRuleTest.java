package ai.meterr.tokens.pretokens;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SplitRuleTest {
  private static final SplitRules RULES = new SplitRules();

  private static final Map<String, SplitRule> ALL =
      Map.of(
          "o200k", RULES.o200k(),
          "tekken", RULES.tekken(),
          "cl100k", RULES.cl100k(),
          "llama3", RULES.llama3(),
          "qwen", RULES.qwen(),
          "gpt2", RULES.gpt2(),
          "deepseek", RULES.deepseek(),
          "sentence", RULES.sentence());

  /** The window reads what lies behind the text too; it must not matter. */
  @TestFactory
  Stream<DynamicTest> sixty_four_bytes_at_once_are_cut_as_one_by_one() {
    return ALL.entrySet().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () -> {
                      var texts = new Texts(17);
                      for (int i = 0; i < 20_000; i++) {
                        byte[] text = texts.next(60).getBytes(StandardCharsets.UTF_8);
                        byte[] array = Arrays.copyOf(text, text.length + i % 3 * 40);
                        Arrays.fill(
                            array, text.length, array.length, (byte) (i % 2 == 0 ? 'e' : ' '));
                        assertThat(atOnce(rule.getValue(), array, text.length))
                            .isEqualTo(oneByOne(rule.getValue(), array, text.length));
                      }
                    }));
  }

  @Test
  void a_word_takes_the_space_before_and_the_contraction_behind() {
    assertThat(cut(RULES.o200k(), "I don't  know; HTTPServer's fooBar12345\n\n  x"))
        .containsExactly(
            "I",
            " don't",
            " ",
            " know",
            ";",
            " HTTPServer's",
            " foo",
            "Bar",
            "123",
            "45",
            "\n\n",
            " ",
            " x");
    assertThat(cut(RULES.cl100k(), "don't know/\n/\nHTTPServer"))
        .containsExactly("don", "'t", " know", "/\n", "/\n", "HTTPServer");
    assertThat(cut(RULES.gpt2(), "don't  know 12345.\n\nx"))
        .containsExactly("don", "'t", " ", " know", " 12345", ".", "\n", "\n", "x");
    assertThat(cut(RULES.deepseek(), "漢字abc 12345,foo"))
        .containsExactly("漢字", "abc", " ", "123", "45", ",foo");
  }

  private static List<String> cut(SplitRule rule, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(oneByOne(rule, utf8, utf8.length))
        .mapToObj(
            end -> {
              int[] all = oneByOne(rule, utf8, utf8.length);
              int at = Arrays.binarySearch(all, end);
              int from = at == 0 ? 0 : all[at - 1];
              return new String(utf8, from, end - from, StandardCharsets.UTF_8);
            })
        .toList();
  }

  private static int[] oneByOne(SplitRule rule, byte[] text, int end) {
    int[] ends = new int[end];
    int count = 0;
    for (int at = 0; at < end; ) {
      at = rule.next(text, at, end);
      ends[count++] = at;
    }
    return Arrays.copyOf(ends, count);
  }

  private static int[] atOnce(SplitRule rule, byte[] text, int end) {
    int[] ends = new int[end];
    int[] batch = new int[200];
    int count = 0;
    for (int at = 0; at < end; at = ends[count - 1]) {
      int cut = rule.split(text, at, end, batch);
      System.arraycopy(batch, 0, ends, count, cut);
      count += cut;
    }
    return Arrays.copyOf(ends, count);
  }
}
