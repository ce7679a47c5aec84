package ai.meterr.app.commands;

import ai.meterr.access.MeterrKey;
import ai.meterr.app.imports.AnthropicUsageCsv;
import ai.meterr.app.imports.EventJsonl;
import ai.meterr.app.imports.EventSender;
import ai.meterr.app.imports.ExchangeMeter;
import ai.meterr.app.imports.Har;
import ai.meterr.app.imports.HttpJsonl;
import ai.meterr.app.imports.ImportFormat;
import ai.meterr.app.imports.Imported;
import ai.meterr.app.imports.OpenAiUsageCsv;
import ai.meterr.app.imports.ProviderHosts;
import ai.meterr.app.prices.PriceFiles;
import ai.meterr.event.Booking;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.providers.Providers;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Meters what others recorded: prints an event a line, or sends the events to a running"
          + " Meterr."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Spec private CommandSpec spec;

  @Option(names = "--dry-run", description = "prints the events; nothing is kept")
  private boolean dryRun;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "the Meterr that gets the events, e.g. http://127.0.0.1:8080")
  private @Nullable URI to;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "holds a Meterr key that may write events")
  private @Nullable Path keyFile;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = {
        "http-jsonl: recorded exchanges with providers, one a line",
        "har: what browsers and proxies save of HTTP traffic",
        "jsonl: events as meterr export writes them",
        "openai-usage-csv: the dashboard's export of completions usage",
        "anthropic-usage-csv: the Console's export of tokens",
        "Both CSVs sum up calls: import them only for time that Meterr did not meter, for what it"
            + " metered would be counted again."
      })
  private String format = "";

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "as it is, or gzipped")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    ImportFormat read = read();
    if (dryRun == (to != null)) {
      throw new ParameterException(spec.commandLine(), "either --dry-run or --to URL");
    }
    return dryRun ? print(read) : send(read);
  }

  private ImportFormat read() {
    return switch (format) {
      case "http-jsonl" -> new HttpJsonl(meter());
      case "har" -> new Har(meter(), new ProviderHosts(Providers.known()));
      case "jsonl" -> new EventJsonl();
      case "openai-usage-csv" -> new OpenAiUsageCsv(booking());
      case "anthropic-usage-csv" -> new AnthropicUsageCsv(booking());
      default ->
          throw new ParameterException(spec.commandLine(), "--format does not know " + format);
    };
  }

  private static ExchangeMeter meter() {
    return new ExchangeMeter(Providers.known(), booking());
  }

  private static Booking booking() {
    return new Booking(PriceFiles.load());
  }

  private int print(ImportFormat read) {
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
            false,
            StandardCharsets.UTF_8)) {
      int problems =
          read(
              read,
              event -> {
                out.writeBytes(EventJson.write(event));
                out.write('\n');
              });
      return problems == 0 && !out.checkError() ? 0 : 1;
    }
  }

  private int send(ImportFormat read) throws IOException {
    Path held = keyFile;
    URI meterr = to;
    if (held == null || meterr == null) {
      throw new ParameterException(spec.commandLine(), "--to needs --key-file FILE");
    }
    if (!"http".equals(meterr.getScheme()) && !"https".equals(meterr.getScheme())) {
      throw new ParameterException(spec.commandLine(), "--to needs http:// or https://");
    }
    String key = Files.readString(held).strip();
    if (!MeterrKey.looksLikeOne(key)) {
      throw new ParameterException(spec.commandLine(), held + " does not hold one Meterr key");
    }
    try (EventSender sender = new EventSender(meterr, key, this::notImported)) {
      int problems = read(read, sender::send);
      sender.flush();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%d new, %d known already, %d rejected%n",
          sender.accepted(), sender.duplicates(), sender.rejected());
      out.flush();
      return problems == 0 && sender.rejected() == 0 ? 0 : 1;
    } catch (EventSender.NotTaken notTaken) {
      spec.commandLine().getErr().println(notTaken.getMessage());
      return 1;
    }
  }

  /**
   * A file that cannot be read is told, and the next one read.
   *
   * @return how much was not imported
   */
  private int read(ImportFormat read, Consumer<UsageEvent> sink) {
    AtomicInteger problems = new AtomicInteger();
    Imported imported =
        new Imported() {
          @Override
          public void event(UsageEvent event) {
            sink.accept(event);
          }

          @Override
          public void notImported(String where, String why) {
            problems.incrementAndGet();
            ImportCommand.this.notImported(where, why);
          }
        };
    for (Path file : files) {
      try {
        read.read(file, imported);
      } catch (IOException | UncheckedIOException e) {
        imported.notImported(file.toString(), "cannot be read: " + why(e));
      }
    }
    return problems.get();
  }

  private void notImported(String what, String why) {
    spec.commandLine().getErr().println(what + ": not imported: " + why);
  }

  private static String why(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }
}
