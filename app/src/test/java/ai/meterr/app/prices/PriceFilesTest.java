package ai.meterr.app.prices;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The prices that come with Meterr. */
class PriceFilesTest {
  private static final Path FOLDER = Path.of("../prices");
  private static final PriceBook BOOK = PriceFiles.load(FOLDER);
  private static final LocalDate FIRST_READING = LocalDate.of(2026, 1, 1);

  @Test
  void the_book_on_the_class_path_is_the_folder() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(PriceFiles.BUNDLED);
    }
    assertThat(cards(PriceFiles.load())).isEqualTo(cards(BOOK));
  }

  private static List<PriceCard> cards(PriceBook book) {
    return book.tariffs().stream().flatMap(tariff -> tariff.cards().stream()).toList();
  }

  @Test
  void a_file_is_named_after_its_provider() {
    for (Tariff tariff : BOOK.tariffs()) {
      assertThat(tariff.cards())
          .allSatisfy(card -> assertThat(card.place()).startsWith(tariff.provider() + ".yaml:"));
    }
  }

  @Test
  void every_card_says_where_and_when_it_was_read() {
    Set<String> ids = new HashSet<>();
    for (Tariff tariff : BOOK.tariffs()) {
      for (PriceCard card : tariff.cards()) {
        assertThat(card.ref().source()).as(card.place()).startsWith("https://");
        assertThat(card.ref().retrievedAt()).as(card.place()).isAfter(FIRST_READING);
        assertThat(ids.add(card.ref().id())).as(card.ref().id()).isTrue();
        assertThat(card.ref().id()).startsWith(tariff.provider() + "/");
      }
    }
  }

  @Test
  void no_price_is_off_by_a_million() {
    for (Tariff tariff : BOOK.tariffs()) {
      for (PriceCard card : tariff.cards()) {
        card.rates()
            .forEach(
                (meter, rate) ->
                    assertThat(rate)
                        .as(card.place() + " " + meter)
                        .isBetween(
                            // a fee that is not charged is said to be zero; tokens are never free
                            // so
                            new BigDecimal(meter.kind().isTokens() ? "0.001" : "0"),
                            new BigDecimal(meter.kind().isTokens() ? "1000" : "1")));
      }
    }
  }

  @Test
  void every_name_has_a_price_at_each_of_its_cards_conditions() {
    assertThat(new PriceCheck(BOOK, Instant.parse("2026-11-24T00:00:00Z")).unresolved()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // GPT-5.6 was cut in the middle of its life: luna and terra on 07-30, sol on 08-21
        "openai, gpt-5.6-luna, -, -, 2026-07-29T23:59:59Z, input, 1000, 0.001",
        "openai, gpt-5.6-luna, -, -, 2026-07-30T00:00:00Z, input, 1000, 0.0002",
        "openai, gpt-5.6, default, -, 2026-08-20T12:00:00Z, output, 1000, 0.03",
        "openai, gpt-5.6, default, -, 2026-08-21T00:00:00Z, output, 1000, 0.02",
        "openai, gpt-5.6-sol, flex, -, 2026-08-20T12:00:00Z, output, 1000, 0.015",
        "openai, gpt-5.6-sol, flex, -, 2026-08-22T12:00:00Z, output, 1000, -",
        // the edge: 272,000 itself is dear on GPT-5.4 and cheap on GPT-6 sol
        "openai, gpt-5.4, -, -, 2026-08-22T00:00:00Z, input, 271999, 0.6799975",
        "openai, gpt-5.4, -, -, 2026-08-22T00:00:00Z, input, 272000, 1.36",
        "openai, gpt-6-sol, -, -, 2026-11-24T00:00:00Z, input, 272000, 0.544",
        "openai, gpt-6-sol, -, -, 2026-11-24T00:00:00Z, input, 272001, 1.088004",
        "openai, gpt-5.5, priority, -, 2026-08-22T00:00:00Z, input, 1000000, -",
        "openai, gpt-5, scale, -, 2026-08-22T00:00:00Z, input, 1000, -",
        "openai, gpt-5-nano, priority, -, 2026-08-22T00:00:00Z, input, 1000, -",
        "openai, 'ft:gpt-4o-2024-08-06:acme::9ab', -, -, 2026-08-22T00:00:00Z, input, 1000,"
            + " 0.00375",
        "openai, gpt-4o-audio-preview, -, -, 2026-08-22T00:00:00Z, input.audio, 1000, 0.04",
        "openai, gpt-5, -, -, 2026-08-22T00:00:00Z, web_search, 2, 0.02",
        // Claude: lifetimes of the cache, US inference, the end of the long-context price
        "anthropic, claude-sonnet-4-5, standard, -, 2026-08-22T00:00:00Z, cache_write_5m, 1000,"
            + " 0.00375",
        "anthropic, claude-sonnet-4-5, standard, -, 2026-08-22T00:00:00Z, cache_write_1h, 1000,"
            + " 0.006",
        "anthropic, claude-fable-5-1, -, global, 2026-11-24T00:00:00Z, cache_read, 1000000, 0.25",
        "anthropic, claude-opus-5, standard, us, 2026-08-22T00:00:00Z, output, 1000, 0.0275",
        "anthropic, claude-opus-5, batch, us, 2026-08-22T00:00:00Z, output, 1000, 0.01375",
        "anthropic, claude-opus-5, fast, us, 2026-08-22T00:00:00Z, output, 1000, 0.055",
        "anthropic, claude-opus-5, standard, mars, 2026-08-22T00:00:00Z, output, 1000, -",
        "anthropic, claude-opus-5, priority, -, 2026-08-22T00:00:00Z, output, 1000, -",
        "anthropic, claude-haiku-4-5, standard, not_available, 2026-08-22T00:00:00Z, output, 1000,"
            + " 0.005",
        "anthropic, claude-opus-4-6, standard, global, 2026-03-12T23:59:59Z, input, 200001,"
            + " 2.00001",
        "anthropic, claude-opus-4-6, standard, global, 2026-03-12T23:59:59Z, input, 200000, 1",
        "anthropic, claude-opus-4-6, standard, global, 2026-03-13T00:00:00Z, input, 200001,"
            + " 1.000005",
        // Gemini: introductory prices end with the year; modalities; Google Search
        "gemini, gemini-3.8-flash, standard, -, 2026-12-31T23:59:59Z, input.audio, 1000, 0.00075",
        "gemini, gemini-3.8-flash, standard, -, 2027-01-01T00:00:00Z, input.audio, 1000, 0.0015",
        "gemini, gemini-2.5-flash, ON_DEMAND, -, 2026-08-22T00:00:00Z, input.audio, 1000, 0.001",
        "gemini, gemini-2.5-flash, -, -, 2026-08-22T00:00:00Z, input.video, 1000, 0.0003",
        "gemini, gemini-2.5-flash-image, -, -, 2026-08-22T00:00:00Z, output.image, 1290, 0.0387",
        "gemini, gemini-2.5-pro, -, -, 2026-08-22T00:00:00Z, input, 200001, 0.5000025",
        "gemini, gemini-3-flash-preview, PROVISIONED_THROUGHPUT, -, 2026-08-22T00:00:00Z, input, 1,"
            + " -",
        "gemini, gemini-3.5-flash, -, -, 2026-08-22T00:00:00Z, web_search, 3, 0.042",
        // DeepSeek goes by the clock since 2026-08-16 16:00 UTC, by the day since 08-22 16:00 UTC
        "deepseek, deepseek-v4-flash, -, -, 2026-08-14T02:00:00Z, input, 1000000, 0.14",
        "deepseek, deepseek-v4-flash, -, -, 2026-08-17T00:59:59Z, input, 1000000, 0.22",
        "deepseek, deepseek-v4-flash, -, -, 2026-08-17T01:00:00Z, input, 1000000, 0.44",
        "deepseek, deepseek-v4-flash, -, -, 2026-08-17T04:00:00Z, input, 1000000, 0.22",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-18T09:59:59Z, output, 1000000, 3.96",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-18T10:00:00Z, output, 1000000, 1.98",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-22T02:00:00Z, output, 1000000, 3.96",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-23T02:00:00Z, output, 1000000, 1.98",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-29T02:00:00Z, output, 1000000, 1.98",
        "deepseek, deepseek-v4-pro, -, -, 2026-08-28T02:00:00Z, output, 1000000, 3.96",
        "deepseek, deepseek-v4-flash, -, -, 2026-09-11T02:00:00Z, cache_read, 1000000, 0.006",
        "deepseek, deepseek-flash, -, -, 2026-11-24T12:00:00Z, output, 1000000, 0.6",
        "deepseek, deepseek-chat, -, -, 2025-07-31T07:00:00Z, output, 1000000, 1.1",
        "deepseek, deepseek-chat, -, -, 2025-07-31T17:00:00Z, output, 1000000, 0.55",
        "deepseek, deepseek-chat, -, -, 2025-12-02T06:00:00Z, output, 1000000, -",
        // Grok: 200,000 itself is dear; the US endpoint
        "xai, grok-4.3, -, -, 2026-08-22T00:00:00Z, input, 199999, 0.24999875",
        "xai, grok-4.3, -, -, 2026-08-22T00:00:00Z, input, 200000, 0.5",
        "xai, grok-4.6, default, us, 2026-11-24T00:00:00Z, input, 1000000, 4.4",
        "xai, grok-4.3, default, us, 2026-11-24T00:00:00Z, input, 1000, -",
        "xai, grok-4.3, default, -, 2026-08-22T00:00:00Z, web_search, 2, 0.01",
        // Perplexity's fee goes by how much was read; nobody guesses where that is not told
        "perplexity, sonar, low, -, 2026-08-22T00:00:00Z, request, 1, 0.005",
        "perplexity, sonar-reasoning-pro, high, -, 2026-08-22T00:00:00Z, request, 1, 0.014",
        "perplexity, sonar, -, -, 2026-08-22T00:00:00Z, request, 1, -",
        // Mistral's aliases move; cached tokens are a tenth
        "mistral, mistral-medium-latest, -, -, 2026-06-15T23:59:59Z, input, 1000000, 0.4",
        "mistral, mistral-medium-latest, -, -, 2026-06-16T00:00:00Z, input, 1000000, 1.5",
        "mistral, mistral-small-latest, -, -, 2026-08-22T00:00:00Z, cache_read, 1000000, 0.01",
        "groq, openai/gpt-oss-120b, flex, -, 2026-08-22T00:00:00Z, input, 1000, -",
        "zai, glm-5.3-flash, -, -, 2026-09-09T15:59:59Z, input, 1000000, 0.075",
        "zai, glm-5.3-flash, -, -, 2026-09-09T16:00:00Z, input, 1000000, 0.15",
        "alibaba, qwen3-max, -, -, 2026-08-22T00:00:00Z, input, 32001, 0.0768024",
      })
  void a_price_that_others_get_wrong(
      String provider,
      String model,
      @Nullable String tier,
      @Nullable String region,
      Instant time,
      String meter,
      long quantity,
      @Nullable String expected) {
    Usage usage = Usage.of(Map.of(meter(meter), BigDecimal.valueOf(quantity)));

    CostResult result =
        BOOK.price(
            new Charge(
                new ProviderId(provider),
                null,
                new ModelId(model),
                Operation.CHAT,
                tier,
                region,
                usage,
                List.of(),
                time));

    if (expected == null) {
      assertThat(result).isInstanceOf(CostResult.Unpriced.class);
    } else {
      assertThat(result)
          .isInstanceOfSatisfying(
              CostResult.Priced.class,
              priced -> assertThat(priced.total().toDecimalString()).isEqualTo(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, omni-moderation-latest",
    "gemini, gemma-4-31b-it",
    "zai, glm-4.7-flash",
    "ollama, llama3:8b",
    "'openrouter', 'google/gemini-2.0-flash-exp:free'",
  })
  void what_the_provider_gives_away_is_free(String provider, String model) {
    CostResult result =
        BOOK.price(
            new Charge(
                new ProviderId(provider),
                new ModelId(model),
                null,
                Operation.OTHER,
                null,
                null,
                Usage.of(Map.of(Meter.INPUT, BigDecimal.TEN)),
                List.of(),
                Instant.EPOCH));

    assertThat(result).isInstanceOf(CostResult.Free.class);
  }

  private static Meter meter(String name) {
    return Objects.requireNonNull(Meter.named(name), name);
  }
}
