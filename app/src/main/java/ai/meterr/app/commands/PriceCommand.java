package ai.meterr.app.commands;

import ai.meterr.app.prices.PriceFiles;
import ai.meterr.app.prices.Receipt;
import ai.meterr.app.prices.UsageFile;
import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.pricing.Charge;
import ai.meterr.usage.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "price",
    description = {
      "Prints the receipt of a usage: reads it from standard input, as JSON with the meters of an",
      "event, such as {\"input\": 1000, \"cache_read\": 200, \"output\": 50}.",
      "Exits 1 where there is no price."
    },
    mixinStandardHelpOptions = true)
final class PriceCommand implements Callable<Integer> {
  private final InputStream in;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, description = "the name that the answer carries")
  private String model = "";

  @Option(names = "--provider", required = true, description = "such as openai")
  private String provider = "";

  @Option(names = "--tier", description = "the answer's service tier, as the provider writes it")
  private @Nullable String tier;

  @Option(names = "--region", description = "the answer's region, as the provider writes it")
  private @Nullable String region;

  @Option(
      names = "--time",
      description = "when the call began: 2026-08-22T00:00:00Z (default: now)")
  private @Nullable String time;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  PriceCommand() {
    this(System.in);
  }

  PriceCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    CostResult cost =
        PriceFiles.load()
            .price(
                new Charge(
                    provider(),
                    null,
                    new ModelId(model),
                    Operation.CHAT,
                    tier,
                    region,
                    usage(),
                    List.of(),
                    time()));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Receipt.json(cost) : Receipt.text(cost));
    out.flush();
    return cost instanceof CostResult.Unpriced ? 1 : 0;
  }

  private ProviderId provider() {
    String name = provider.replace('-', '_');
    if (!ProviderId.isWellFormed(name)) {
      throw bad("--provider " + provider + " is not a provider's name");
    }
    return new ProviderId(name);
  }

  private Usage usage() throws IOException {
    try {
      return UsageFile.read(in);
    } catch (IllegalArgumentException e) {
      throw bad("usage: " + e.getMessage());
    }
  }

  private Instant time() {
    try {
      return time == null ? Instant.now() : Instant.parse(time);
    } catch (DateTimeException e) {
      throw bad("--time must be an instant such as 2026-08-22T00:00:00Z");
    }
  }

  private ParameterException bad(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
