package ai.meterr.app.prices;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.PriceBook;
import ai.meterr.usage.Meter;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The price book against what recorded calls are expected to cost, where the recordings lie beside
 * the project. Their figures hold tokens, and the search fee of Anthropic's only.
 */
class RecordedCostsTest {
  private static final Path GOLDEN = Path.of("../../shared/recordings/golden_costs.jsonl.gz");
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");
  private static final String UNDATED = "2026-08-22T00:00:00Z";

  /** Where we know better, and why. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "70a11b30bc5c78bb", "no table tells what Nova's cache writes cost",
          "db1948c7fecd9ae3", "an ARN, which the reading of its path resolves",
          "5568cde31528d282", "the recording blots out the region: not a condition we know",
          "24a9988875bfd565", "made up: more audio and reasoning than output",
          "bf3fff779204f8b6", "made up: audio tokens of a model that has none",
          "de35036159ba80ec", "expected audio tokens at the price of text",
          "3300b35a68373aac", "expected audio tokens at the price of text",
          "86b18652bd4dae5b", "a foreign gateway's model",
          "2564591f7dbfa875", "a foreign gateway's model");

  @TestFactory
  Stream<DynamicTest> recorded_calls_cost_what_they_are_expected_to() {
    if (!Files.exists(GOLDEN)) {
      System.out.println("no recordings beside the project: their costs are not compared");
      return Stream.empty();
    }
    PriceBook book = PriceFiles.load(Path.of("../prices"));
    return book.tariffs().stream()
        .map(tariff -> tariff.provider().name())
        .map(provider -> DynamicTest.dynamicTest(provider, () -> compare(book, provider)));
  }

  private static void compare(PriceBook book, String provider) throws IOException {
    int calls = 0;
    List<String> different = new ArrayList<>();
    for (JsonNode call : golden(provider)) {
      String id = call.get("id").asString();
      String expected = call.get("expected_usd").asString("");
      if (!KNOWN.containsKey(id) && !expected.isEmpty()) {
        calls++;
        CostResult cost = book.price(charge(call));
        if (!(cost instanceof CostResult.Priced priced)
            || priced.total().amount().subtract(new BigDecimal(expected)).abs().compareTo(TOLERANCE)
                > 0) {
          different.add(id + ": expected " + expected + ", got " + cost);
        }
      }
    }
    System.out.println(provider + ": " + calls + " recorded costs compared");
    assertThat(different).isEmpty();
    assertThat(calls).isPositive();
  }

  private static List<JsonNode> golden(String provider) throws IOException {
    JsonMapper json = JsonMapper.shared();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(GOLDEN)), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(json::readTree)
          .filter(call -> call.get("provider").asString().equals(provider))
          .toList();
    }
  }

  private static Charge charge(JsonNode call) {
    String provider = call.get("provider").asString();
    List<SubCall> subCalls = new ArrayList<>();
    for (JsonNode sub : call.get("usage").path("sub_calls")) {
      // whether a declined attempt is billed, nobody says
      if (!sub.get("role").asString().equals("refused_attempt_before_fallback")) {
        subCalls.add(
            new SubCall(
                new ModelId(sub.get("model").asString()),
                sub.get("role").asString(),
                usage(sub, provider)));
      }
    }
    return new Charge(
        new ProviderId(provider),
        null,
        new ModelId(call.get("model").asString()),
        Operation.CHAT,
        text(call, "service_tier"),
        text(call, "inference_geo"),
        usage(call.get("usage"), provider),
        subCalls,
        OffsetDateTime.parse(Objects.requireNonNullElse(text(call, "timestamp"), UNDATED))
            .toInstant());
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() ? value.asString() : null;
  }

  /** From counters of which some are part of others, into exclusive classes. */
  private static Usage usage(JsonNode told, String provider) {
    Usage.Builder usage = Usage.builder();
    long input = count(told, "input");
    long cached = count(told, "cached_input");
    for (String modality : Set.of("audio", "image", "video")) {
      long read = count(told, "cached_" + modality + "_in");
      long fresh = count(told, modality + "_in") - read;
      usage.add(meter("input." + modality), fresh).add(meter("cache_read." + modality), read);
      input -= fresh;
      cached -= read;
    }
    long output = count(told, "output");
    for (String modality : Set.of("audio", "image")) {
      long written = count(told, modality + "_out");
      usage.add(meter("output." + modality), written);
      output -= written;
    }
    for (String lifetime : Set.of("cache_write", "cache_write_5m", "cache_write_1h")) {
      usage.add(meter(lifetime), count(told, lifetime));
    }
    if (provider.equals("anthropic")) {
      usage.add(meter("web_search"), count(told.path("server_tools"), "web_search"));
    }
    long reasoning = count(told, "reasoning");
    return usage
        .add(Meter.INPUT, input)
        .add(Meter.CACHE_READ, cached)
        .add(Meter.OUTPUT, output - reasoning)
        .add(Meter.REASONING, reasoning)
        .build();
  }

  private static long count(JsonNode node, String name) {
    return node.path(name).asLong(0);
  }

  private static Meter meter(String name) {
    return Objects.requireNonNull(Meter.named(name), name);
  }
}
