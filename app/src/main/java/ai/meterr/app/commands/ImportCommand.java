package ai.meterr.app.commands;

import ai.meterr.app.imports.HttpJsonlImport;
import ai.meterr.app.prices.PriceFiles;
import ai.meterr.event.Booking;
import ai.meterr.providers.Providers;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Meters recorded HTTP exchanges without a server: one event a line on standard output."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Spec private CommandSpec spec;

  @Option(names = "--dry-run", description = "only meters; nothing is kept")
  private boolean dryRun;

  @Option(names = "--format", required = true, description = "http-jsonl")
  private String format = "";

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON lines, plain or gzipped")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    if (!format.equals("http-jsonl")) {
      throw new ParameterException(spec.commandLine(), "--format must be http-jsonl");
    }
    if (!dryRun) {
      throw new ParameterException(
          spec.commandLine(), "recorded exchanges can only be metered: add --dry-run");
    }
    int unread = 0;
    try (PrintStream events =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
            false,
            StandardCharsets.UTF_8)) {
      HttpJsonlImport imports =
          new HttpJsonlImport(
              Providers.known(), new Booking(PriceFiles.load()), events, System.err);
      for (Path file : files) {
        unread += run(imports, file);
      }
    }
    return unread == 0 ? 0 : 1;
  }

  /** A file that cannot be read is told, and the next one read. */
  private static int run(HttpJsonlImport imports, Path file) {
    try {
      return imports.run(file);
    } catch (IOException | UncheckedIOException e) {
      System.err.println(file + ": cannot be read: " + why(e));
      return 1;
    }
  }

  private static String why(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }
}
