package ai.meterr.app.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.meterr.pricing.BadPriceBook;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import ai.meterr.pricing.WeeklyHours;
import ai.meterr.usage.Meter;
import java.io.StringReader;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of a price file, and what is said of one that is not in it. */
class TariffFileTest {
  private static final String HEAD =
      """
      provider: acme
      currency: EUR
      tiers: {standard: [not_told], flex: [flex]}
      regions: {us: [us]}
      sources: {page: {url: "https://acme.example/prices", retrieved: 2026-08-22}}
      models:
      """;

  @Test
  void a_row_of_a_file_is_a_card() {
    Tariff tariff =
        read(
            HEAD
                + """
                  - names: [m, m-2026-03-05]
                    prefixes: ["ft:m:"]
                    source: page
                    input_as_text: [image]
                    prices:
                      - {tier: flex, region: us, context: "> 100, <= 200", valid_from: 2026-08-21T00:00:00Z, input: 1.10, output: 2}
                """);

    PriceCard card = tariff.cards().getFirst();
    assertThat(tariff.currency().code()).isEqualTo("EUR");
    assertThat(card.place()).isEqualTo("acme.yaml:12");
    assertThat(card.models())
        .containsExactly(
            new ModelMatch.Exact("m"),
            new ModelMatch.Exact("m-2026-03-05"),
            new ModelMatch.Prefix("ft:m:"));
    assertThat(card.conditions().tier()).isEqualTo("flex");
    assertThat(card.conditions().region()).isEqualTo("us");
    assertThat(card.conditions().context()).isEqualTo(new ContextBand(101, 201));
    assertThat(card.validity().from()).isEqualTo(Instant.parse("2026-08-21T00:00:00Z"));
    assertThat(card.rates().get(Meter.INPUT)).isEqualByComparingTo("1.1");
    assertThat(card.rates().get(Meter.named("input.image"))).isEqualByComparingTo("1.1");
    assertThat(card.rates()).doesNotContainKey(Meter.named("output.image"));
    assertThat(card.ref().id()).isEqualTo("acme/m/flex/us/101-200/2026-08-21T00:00:00Z");
    assertThat(card.ref().source()).isEqualTo("https://acme.example/prices");
    assertThat(card.ref().retrievedAt()).isEqualTo(LocalDate.of(2026, 8, 22));
  }

  @Test
  void a_modality_with_a_price_of_its_own_keeps_it() {
    Tariff tariff =
        read(HEAD + model("input_as_text: [audio, image]", "{input: 1, input.audio: 7}"));

    assertThat(tariff.cards().getFirst().rates().get(Meter.named("input.audio")))
        .isEqualByComparingTo("7");
    assertThat(tariff.cards().getFirst().rates().get(Meter.named("input.image")))
        .isEqualByComparingTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {input: 1, inptu: 2}                    | acme.yaml:11: inptu is neither a condition nor a meter
          {input: 1e-3}                           | acme.yaml:11: input must be a plain decimal such as 0.075
          {input: "1,5"}                          | acme.yaml:11: input must be a plain decimal such as 0.075
          {input: -1}                             | acme.yaml:11: input must be a plain decimal such as 0.075
          {input: 1, input: 2}                    | acme.yaml:11: input is given twice
          {tier: standard}                        | acme.yaml:11: has no price
          {tier: turbo, input: 1}                 | acme.yaml:11: no tier is called turbo
          {region: mars, input: 1}                | acme.yaml:11: no region is called mars
          {context: "200k", input: 1}             | acme.yaml:11: context must be such as
          {context: "< 0", input: 1}              | acme.yaml:11: context must be such as
          {context: "< 5, > 9", input: 1}         | acme.yaml:11: context contains no size
          {valid_from: 2026-08-21, input: 1}      | acme.yaml:11: valid_from must be an instant such as
          {valid_from: 2026-08-21T00:00:00Z, valid_to: 2026-08-21T00:00:00Z, input: 1} | acme.yaml:11: valid_to must be later
          {source: elsewhere, input: 1}           | acme.yaml:11: source is not one of the file's sources
          [1]                                     | acme.yaml:11: a mapping is needed here
          """)
  void a_row_that_makes_no_sense_is_refused_with_its_line(String row, String message) {
    refused(HEAD + model("note: none", row), message);
  }

  @Test
  void other_mistakes_are_refused_too() {
    String whole = HEAD + model("note: none", "{input: 1}");
    refused("", "acme.yaml: empty");
    refused("a: [", "acme.yaml: not YAML");
    refused(HEAD + "  - {names: [m], source: page}", "acme.yaml:7: either prices, or free: true");
    refused(HEAD + "  - {source: page, free: true}", "acme.yaml:7: names no model");
    refused(HEAD + "  - {names: [m], free: true}", "acme.yaml:7: source is missing");
    refused(HEAD + "  - {names: [m], colour: red}", "acme.yaml:7: colour is not known here");
    refused(
        HEAD + model("input_as_text: [smell]", "{input: 1}"),
        "acme.yaml:8: input_as_text knows no modality smell");
    refused(whole.replace("EUR", "euro"), "acme.yaml:2: currency is not a currency's code");
    refused(whole.replace("2026-08-22", "August"), "acme.yaml:5: retrieved must be a date");
    refused(whole.replace("[flex]", "[not_told]"), "acme.yaml:3: the word not_told means both");
  }

  @Test
  void rows_that_contradict_each_other_are_named_by_their_lines() {
    Tariff tariff = read(HEAD + model("note: none", "{input: 1}") + "      - {input: 2}\n");

    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> new PriceBook(List.of(tariff)))
        .withMessage(
            "acme.yaml:12: input of m is also priced at acme.yaml:11, and neither is closer");
  }

  @Test
  void hours_of_the_week_are_a_condition_and_part_of_the_id() {
    Tariff tariff =
        read(
            hours(
                    "{zone: Asia/Shanghai, days: [monday], times: [\"09:00-12:00\","
                        + " \"23:30-24:00\"]}")
                + model("note: none", "{input: 1}")
                + "      - {hours: peak, input: 2}\n");

    PriceCard card = tariff.cards().getLast();
    assertThat(card.conditions().hours())
        .isEqualTo(
            new WeeklyHours(
                "peak",
                ZoneId.of("Asia/Shanghai"),
                Set.of(DayOfWeek.MONDAY),
                List.of(
                    new WeeklyHours.Span(9 * 60, 12 * 60),
                    new WeeklyHours.Span(23 * 60 + 30, 24 * 60))));
    assertThat(card.ref().id()).isEqualTo("acme/m/peak");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {times: ["09:00-12:00"]}                               | zone is missing
          {zone: Mars/Phobos, times: ["09:00-12:00"]}            | zone must be such as
          {zone: UTC}                                            | times are missing
          {zone: UTC, times: ["9-12"]}                           | times must be such as
          {zone: UTC, times: ["12:00-09:00"]}                    | times must end later
          {zone: UTC, times: ["09:00-24:30"]}                    | times must end later
          {zone: UTC, days: [someday], times: ["09:00-12:00"]}   | days know no someday
          {zone: UTC, day: monday, times: ["09:00-12:00"]}       | day is not known here
          """)
  void hours_that_make_no_sense_are_refused(String hours, String message) {
    refused(hours(hours) + model("note: none", "{input: 1}"), "acme.yaml:6: " + message);
  }

  @Test
  void hours_that_the_file_does_not_name_are_refused() {
    refused(
        HEAD + model("note: none", "{hours: night, input: 1}"),
        "acme.yaml:11: hours are not among the file's hours");
  }

  private static String hours(String hours) {
    return HEAD.replace("models:", "hours: {peak: " + hours + "}\nmodels:");
  }

  private static String model(String line, String row) {
    return """
      - names: [m]
        %s
        source: page
        prices:
          - %s
    """
        .formatted(line, row);
  }

  private static Tariff read(String text) {
    return TariffFile.read("acme.yaml", new StringReader(text));
  }

  private static void refused(String text, String message) {
    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> read(text))
        .withMessageStartingWith(message);
  }
}
