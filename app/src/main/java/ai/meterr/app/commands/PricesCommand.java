package ai.meterr.app.commands;

import ai.meterr.app.prices.PriceCheck;
import ai.meterr.app.prices.PriceFiles;
import ai.meterr.app.prices.PublicTables;
import ai.meterr.app.prices.TableDifferences;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.Tariff;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "prices",
    description = "The price book.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class PricesCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      description = {
        "Checks that the price book is well-formed: prices that overlap or leave a gap in time are",
        "refused when it is read; each name must lead to a price. Exits 1 where something is wrong."
      },
      mixinStandardHelpOptions = true)
  int check(
      @Option(
              names = "--folder",
              paramLabel = "DIR",
              description = "price files to check instead of those that come with Meterr")
          @Nullable Path folder,
      @Option(
              names = "--tables",
              paramLabel = "DIR",
              description = "public price tables: the differences to them are listed too")
          @Nullable Path tables)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Instant.now();
    PriceBook book = folder == null ? PriceFiles.load() : PriceFiles.load(folder);
    for (Tariff tariff : book.tariffs()) {
      long names =
          tariff.cards().stream().flatMap(card -> card.models().stream()).distinct().count();
      out.printf("%s: %d names, %d rows%n", tariff.provider(), names, tariff.cards().size());
    }
    List<String> problems = new PriceCheck(book, now).unresolved();
    problems.forEach(out::println);
    if (tables != null) {
      List<String> differences =
          PublicTables.differences(new TableDifferences(book, now), tables, now);
      differences.forEach(out::println);
      out.printf("%d differences to the tables in %s%n", differences.size(), tables);
    }
    out.println(problems.isEmpty() ? "well-formed" : problems.size() + " without a price");
    out.flush();
    return problems.isEmpty() ? 0 : 1;
  }
}
