package ai.meterr.app.commands;

import ai.meterr.app.count.CountText;
import ai.meterr.app.count.CountedLines;
import ai.meterr.app.count.TextCounter;
import ai.meterr.tokens.TokenCount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "count",
    description = {
      "Counts tokens, of files or of standard input, and says how exact that is: EXACT,",
      "PROVIDER_API, CALIBRATED (with the measured error) or ESTIMATE.",
      "Files are bytes; what is not UTF-8 counts as the replacement character."
    },
    mixinStandardHelpOptions = true)
final class CountCommand implements Callable<Integer> {
  private final InputStream in;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /** Either of the two. */
  static final class Which {
    @Option(names = "--model", description = "such as gpt-5 or claude-sonnet-4-5")
    private @Nullable String model;

    @Option(names = "--encoding", description = "such as o200k_base")
    private @Nullable String encoding;
  }

  @Option(names = "--json", description = "print a line of JSON for each file")
  private boolean json;

  @Option(
      names = "--jsonl",
      description = {
        "read lines {\"id\", \"text\"} from standard input and print a line",
        "{\"id\", \"tokens\", \"exactness\"} for each, in the same order"
      })
  private boolean jsonl;

  @Parameters(paramLabel = "FILE", description = "default: standard input")
  private List<Path> files = List.of();

  CountCommand() {
    this(System.in);
  }

  CountCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    TextCounter counter = counter();
    if (jsonl) {
      return countLines(counter);
    }
    if (files.isEmpty()) {
      print(null, counter.count(in.readAllBytes()));
      return 0;
    }
    int unread = 0;
    for (Path file : files) {
      unread += count(counter, file);
    }
    return unread == 0 ? 0 : 1;
  }

  private TextCounter counter() {
    try {
      return which.model != null
          ? TextCounter.ofModel(which.model)
          : TextCounter.ofEncoding(String.valueOf(which.encoding));
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private int countLines(TextCounter counter) throws IOException {
    if (json || !files.isEmpty()) {
      throw bad("--jsonl reads standard input and prints JSON: no FILE and no --json with it");
    }
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    long failed =
        new CountedLines(counter)
            .run(lines, spec.commandLine().getOut(), spec.commandLine().getErr());
    return failed == 0 ? 0 : 1;
  }

  /** A file that cannot be read is told, and the next one counted. */
  private int count(TextCounter counter, Path file) {
    try {
      print(file.toString(), counter.count(file));
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      PrintWriter problems = spec.commandLine().getErr();
      problems.println(
          file + ": " + (e instanceof NoSuchFileException ? "there is no such file" : why(e)));
      problems.flush();
      return 1;
    }
  }

  private static String why(Exception e) {
    return "cannot be read: " + e.getMessage();
  }

  private void print(@Nullable String file, TokenCount count) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? CountText.json(file, count) : CountText.line(file, count));
    out.flush();
  }

  private ParameterException bad(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
