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
 * the project. Their figures hold tokens, and the search fees of Anthropic and Perplexity only; of
 * xAI where it stated the money itself.
 */
class RecordedCostsTest {
  private static final Path GOLDEN = Path.of("../../shared/recordings/golden_costs.jsonl.gz");
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");

  /** It rounds each of its two token lines to 0.00001. */
  private static final BigDecimal ROUNDED_BY_PERPLEXITY = new BigDecimal("1e-5");

  /** No call to them has an expected cost. */
  private static final Set<String> NOT_RECORDED =
      Set.of("alibaba", "cloudflare", "fireworks", "ollama", "voyage");

  private static final String UNDATED = "2026-08-22T00:00:00Z";

  /** Where we know better, and why. */
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("70a11b30bc5c78bb", "no table tells what Nova's cache writes cost"),
          Map.entry("db1948c7fecd9ae3", "an ARN, which the reading of its path resolves"),
          Map.entry(
              "5568cde31528d282", "the recording blots out the region: not a condition we know"),
          Map.entry("24a9988875bfd565", "made up: more audio and reasoning than output"),
          Map.entry("bf3fff779204f8b6", "made up: audio tokens of a model that has none"),
          Map.entry("de35036159ba80ec", "expected audio tokens at the price of text"),
          Map.entry("3300b35a68373aac", "expected audio tokens at the price of text"),
          Map.entry("86b18652bd4dae5b", "a foreign gateway's model"),
          Map.entry("2564591f7dbfa875", "a foreign gateway's model"),
          Map.entry("b15034931dd4bba3", "Azure's price of it is not DeepSeek's own"),
          Map.entry(
              "f5356f13de9003eb",
              "the table that it was expected from has no price for it, for tests of its own"),
          Map.entry(
              "14f7f6fa58bd8887",
              "the table that it was expected from has no price for it, for tests of its own"),
          Map.entry("2ecbeef996b70b94", "no table tells what Cerebras charges for cached tokens"),
          Map.entry("761f666f9ed797b6", "expected at the price of DeepSeek V3, which had ended"),
          Map.entry("556f1331853bfdbc", "expected at the price of DeepSeek V3, which had ended"),
          Map.entry("5212dc85c52f0528", "expected at the price of DeepSeek V3, which had ended"),
          Map.entry(
              "b712a6a862974434",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry(
              "4ce677784d5be82f",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry(
              "bc6cdce55fdeb07d",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry(
              "45ff9a8becc5a449",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry(
              "ac59408cda6769de",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry(
              "a4890a645c48748a",
              "expected cached tokens at the full price; Mistral's page says a tenth"),
          Map.entry("e4702642aa608aaa", "the answer does not tell the size that its fee goes by"),
          Map.entry("6f6397212869ba33", "the answer does not tell the size that its fee goes by"),
          Map.entry(
              "22a59ca8de4e0485", "how many of the cached tokens are of the image is not told"),
          Map.entry(
              "5292f3bfedb3262a", "how many of the cached tokens are of the image is not told"),
          Map.entry(
              "bb7a04ab4be09c2c", "a price by picture, and the answer does not tell its size"),
          Map.entry(
              "1ebfc699c0fafd23", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "2312e438203dbf2a", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "ae858641f1f4081b", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "e01e796c1f73071c", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "29e66b60a02a9d9e", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "6953244896e6dc74", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "f8ca48aaa8031fee", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "dd3e1e5bf44c42ac", "OpenRouter chose a host with another price than its list shows"),
          Map.entry(
              "2216a7e680b3586b",
              "money of OpenRouter's web plugin, which its answers do not count"),
          Map.entry(
              "abde674b4d2503a6",
              "money of OpenRouter's web plugin, which its answers do not count"),
          Map.entry(
              "3666e01d5c3d9b5f",
              "money of OpenRouter's web plugin, which its answers do not count"),
          Map.entry(
              "621b8e2ff396d161",
              "money of OpenRouter's web plugin, which its answers do not count"),
          Map.entry("aeb9e7974a5a678b", "a picture model that no table has"),
          Map.entry("999a546a1ca648e7", "a picture model that no table has"));

  @TestFactory
  Stream<DynamicTest> recorded_calls_cost_what_they_are_expected_to() {
    if (!Files.exists(GOLDEN)) {
      System.out.println("no recordings beside the project: their costs are not compared");
      return Stream.empty();
    }
    PriceBook book = PriceFiles.load(Path.of("../prices"));
    return book.tariffs().stream()
        .map(tariff -> tariff.provider().name())
        .filter(provider -> !NOT_RECORDED.contains(provider))
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
        if (!equal(cost, new BigDecimal(expected), provider)) {
          different.add(id + ": expected " + expected + ", got " + cost);
        }
      }
    }
    System.out.println(provider + ": " + calls + " recorded costs compared");
    assertThat(different).isEmpty();
    assertThat(calls).isPositive();
  }

  private static boolean equal(CostResult cost, BigDecimal expected, String provider) {
    BigDecimal tolerance = provider.equals("perplexity") ? ROUNDED_BY_PERPLEXITY : TOLERANCE;
    return switch (cost) {
      case CostResult.Priced priced ->
          priced.total().amount().subtract(expected).abs().compareTo(tolerance) <= 0;
      case CostResult.Free free -> expected.signum() == 0;
      case CostResult.Unpriced unpriced -> false;
    };
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
                usage(sub, provider, false)));
      }
    }
    return new Charge(
        new ProviderId(provider),
        null,
        new ModelId(call.get("model").asString()),
        Operation.CHAT,
        provider.equals("perplexity")
            ? text(call.path("final_usage_raw"), "search_context_size")
            : text(call, "service_tier"),
        text(call, "inference_geo"),
        usage(
            call.get("usage"),
            provider,
            provider.equals("xai")
                && call.get("expected_basis").asString("").equals("provider_reported")),
        subCalls,
        OffsetDateTime.parse(Objects.requireNonNullElse(text(call, "timestamp"), UNDATED))
            .toInstant());
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() ? value.asString() : null;
  }

  /** From counters of which some are part of others, into exclusive classes. */
  private static Usage usage(JsonNode told, String provider, boolean feesExpected) {
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
    if (provider.equals("anthropic") || feesExpected) {
      usage.add(meter("web_search"), count(told.path("server_tools"), "web_search"));
    }
    if (provider.equals("perplexity")) {
      usage.add(meter("request"), 1);
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
