package ai.meterr.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code meterr count}. */
class CountCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter problems = new StringWriter();

  @TempDir private Path folder;

  private int count(String in, String... options) {
    var bytes = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
    return new CommandLine(new CountCommand(bytes))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(problems))
        .execute(options);
  }

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  @Test
  void a_text_gets_its_tokens_how_exact_they_are_and_the_encoding() {
    assertThat(count("hello world", "--model", "gpt-5")).isZero();
    assertThat(out.toString()).isEqualTo("2 EXACT o200k_base\n");
  }

  @Test
  void files_are_bytes_and_each_has_a_line() throws IOException {
    String broken = file("broken", new byte[] {'a', (byte) 0xff, 'b'});
    String empty = file("empty", new byte[0]);

    int status = count("", "--encoding", "o200k_base", "--json", broken, empty);

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "{\"file\":\""
                + broken
                + "\",\"tokens\":3,\"exactness\":\"EXACT\",\"encoding\":\"o200k_base\"}",
            "{\"file\":\""
                + empty
                + "\",\"tokens\":0,\"exactness\":\"EXACT\",\"encoding\":\"o200k_base\"}");
  }

  @Test
  void a_file_that_is_not_there_is_told_and_the_next_one_counted() throws IOException {
    String there = file("there", new byte[] {'a'});

    int status = count("", "--encoding", "cl100k_base", "nowhere", there);

    assertThat(status).isOne();
    assertThat(problems.toString()).isEqualTo("nowhere: there is no such file\n");
    assertThat(out.toString()).isEqualTo("1 EXACT cl100k_base\t" + there + "\n");
  }

  @Test
  void lines_are_answered_in_order_with_their_ids() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      lines.append("{\"id\":").append(i).append(",\"text\":\"").append("a ".repeat(i % 7));
      lines.append("\"}\n");
    }
    int status = count(lines.toString(), "--model", "gpt-4", "--jsonl");

    assertThat(status).isZero();
    assertThat(out.toString().lines().toList())
        .hasSize(3_000)
        .element(2_001)
        .isEqualTo("{\"id\":2001,\"tokens\":7,\"exactness\":\"EXACT\"}");
  }

  @Test
  void half_a_surrogate_pair_in_a_line_counts_as_the_replacement_character() {
    count("{\"id\":\"x\",\"text\":\"a\\ud800b\"}", "--encoding", "o200k_base", "--jsonl");
    assertThat(out.toString()).isEqualTo("{\"id\":\"x\",\"tokens\":3,\"exactness\":\"EXACT\"}\n");
  }

  @Test
  void a_line_that_cannot_be_counted_is_told_with_its_number_and_the_next_ones_counted() {
    int status =
        count(
            "{\"id\":1}\nnot json\n{\"id\":3,\"text\":\"\"}\n",
            "--encoding",
            "o200k_base",
            "--jsonl");

    assertThat(status).isOne();
    assertThat(problems.toString()).isEqualTo("line 1: no \"text\"\nline 2: not JSON\n");
    assertThat(out.toString()).isEqualTo("{\"id\":3,\"tokens\":0,\"exactness\":\"EXACT\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --model nix                       | no encoding is known for the model nix
          --encoding nix                    | there is no encoding nix; there are cl100k_base
          ''                                | --model
          --model gpt-5 --encoding qwen     | mutually exclusive
          --model gpt-5 --jsonl --json      | --jsonl reads standard input
          """)
  void what_cannot_be_asked_is_refused_with_the_reason(String options, String reason) {
    String[] words = options.isEmpty() ? new String[0] : options.split(" +");
    assertThat(count("", words)).isNotZero();
    assertThat(problems.toString()).contains(reason);
    assertThat(out.toString()).isEmpty();
  }
}
