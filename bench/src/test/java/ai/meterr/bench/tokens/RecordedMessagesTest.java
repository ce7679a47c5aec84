package ai.meterr.bench.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Counts of recorded OpenAI calls, where the recordings lie beside the project. */
class RecordedMessagesTest {
  private static final Path RECORDINGS = Path.of("../../shared/recordings");

  @TestFactory
  Stream<DynamicTest> recorded_calls() {
    if (!Files.isDirectory(RECORDINGS)) {
      System.out.println("no recordings beside the project: recorded messages are not counted");
      return Stream.empty();
    }
    return Stream.of(
        DynamicTest.dynamicTest(
            "messages count as OpenAI billed them, functions within half a percent",
            () -> {
              var rows = RecordedMessages.readAll(RECORDINGS).openAi();
              var messages = rows.getOrDefault("openai | chat.completions | messages", List.of());
              var functions = rows.getOrDefault("openai | chat.completions | functions", List.of());
              assertThat(messages).hasSizeGreaterThan(150);
              assertThat(messages).allMatch(pair -> pair.counted() == pair.billed());
              assertThat(functions).hasSizeGreaterThan(100);
              assertThat(RecordedMessages.mean(functions)).isLessThan(0.005);
            }));
  }
}
