package ai.meterr.pricing;

import static ai.meterr.pricing.Books.ACME;
import static ai.meterr.pricing.Books.NOON;
import static ai.meterr.pricing.Books.book;
import static ai.meterr.pricing.Books.card;
import static ai.meterr.pricing.Books.charge;
import static ai.meterr.pricing.Books.cost;
import static ai.meterr.pricing.Books.usage;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Priced;
import ai.meterr.cost.CostResult.Unpriced;
import ai.meterr.cost.CostResult.Why;
import ai.meterr.cost.Line;
import ai.meterr.money.Money;
import ai.meterr.usage.Meter;
import ai.meterr.usage.SubCall;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {

  @Test
  void a_receipt_has_a_line_for_each_meter_and_its_lines_sum_to_the_total() {
    PriceBook book = book(card("m").prices("input=3 cache_read=0.3 output=15 web_search=0.01"));

    Priced receipt =
        (Priced) book.price(charge("m", "input=1000 cache_read=7 output=33 web_search=2"));

    assertThat(receipt.lines())
        .containsExactly(
            line("input", "1000", "3", "0.003"),
            line("cache_read", "7", "0.3", "0.0000021"),
            line("output", "33", "15", "0.000495"),
            line("web_search", "2", "0.01", "0.02"));
    assertThat(receipt.total()).isEqualTo(Money.usd("0.0234971"));
    assertThat(receipt.price().source()).isEqualTo("https://acme.example/prices");
  }

  @Test
  void amounts_are_exact_whatever_their_size() {
    PriceBook book = book(card("m").prices("input=0.000000000001 output=75"));

    assertThat(cost(book.price(charge("m", "input=1 output=999999999999"))))
        .isEqualTo("74999999.999925000000000001");
  }

  @Test
  void reasoning_costs_what_output_costs_unless_the_card_says_otherwise() {
    PriceBook book =
        book(card("alike").prices("output=10"), card("apart").prices("output=10 reasoning=4"));

    assertThat(cost(book.price(charge("alike", "reasoning=1000000")))).isEqualTo("10");
    assertThat(cost(book.price(charge("apart", "reasoning=1000000")))).isEqualTo("4");
  }

  @Test
  void a_modality_has_the_price_of_text_only_where_a_card_says_so() {
    PriceBook book =
        book(card("m").prices("input=1"), card("alike").prices("input=1 input.audio=1"));

    assertThat(book.price(charge("m", "input.audio=5")))
        .isEqualTo(new Unpriced(Why.METER_NOT_PRICED, "input.audio"));
    assertThat(cost(book.price(charge("alike", "input.audio=1000000")))).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "cache_write=1000000, METER_NOT_PRICED",
    "cache_write_5m=1000000, 3.75",
    "cache_write_1h=1000000, 6",
  })
  void a_cache_write_is_priced_by_its_lifetime(String usage, String expected) {
    PriceBook book = book(card("m").prices("input=3 cache_write_5m=3.75 cache_write_1h=6"));

    assertThat(cost(book.price(charge("m", usage)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "199999, 0.199999",
    "200000, 0.2",
    "200001, 0.400002",
  })
  void above_an_exclusive_edge_all_tokens_cost_more(long tokens, String expected) {
    PriceBook book =
        book(
            card("m").context(ContextBand.upTo(200_000)).prices("input=1"),
            card("m").context(ContextBand.over(200_000)).prices("input=2"));

    assertThat(cost(book.price(charge("m", "input=" + tokens)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "271999, 0.271999",
    "272000, 0.544",
    "272001, 0.544002",
  })
  void from_an_inclusive_edge_on_all_tokens_cost_more(long tokens, String expected) {
    PriceBook book =
        book(
            card("m").context(ContextBand.under(272_000)).prices("input=1"),
            card("m").context(ContextBand.atLeast(272_000)).prices("input=2"));

    assertThat(cost(book.price(charge("m", "input=" + tokens)))).isEqualTo(expected);
  }

  @Test
  void a_band_counts_cache_reads_and_writes_but_not_output_and_reprices_output_too() {
    PriceBook book =
        book(
            card("m")
                .context(ContextBand.upTo(100))
                .prices("input=1 cache_read=1 cache_write_5m=1 output=10"),
            card("m")
                .context(ContextBand.over(100))
                .prices("input=2 cache_read=2 cache_write_5m=2 output=20"));

    assertThat(cost(book.price(charge("m", "input=50 cache_read=50 output=1000"))))
        .isEqualTo("0.0101");
    assertThat(cost(book.price(charge("m", "input=50 cache_read=50 cache_write_5m=1 output=1000"))))
        .isEqualTo("0.020202");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 2",
        "default, 2",
        "ON_DEMAND, 2",
        "flex, 1",
        "priority, CONDITION_NOT_KNOWN",
        "standard_only, CONDITION_NOT_KNOWN",
        "not_told, 2",
      })
  void a_tier_has_its_own_price_and_an_unknown_one_has_none(String tier, String expected) {
    PriceBook book =
        book(
            card("m").tier("standard").prices("input=2"), card("m").tier("flex").prices("input=1"));

    assertThat(cost(book.price(charge("m", "input=1000000", tier, null, NOON))))
        .isEqualTo(expected);
  }

  @Test
  void a_fee_without_a_tier_holds_at_every_tier_but_does_not_price_the_tokens() {
    PriceBook book =
        book(card("m").tier("standard").prices("input=2"), card("m").prices("web_search=0.01"));

    assertThat(cost(book.price(charge("m", "web_search=3", "priority", null, NOON))))
        .isEqualTo("0.03");
    assertThat(book.price(charge("m", "input=1 web_search=3", "priority", null, NOON)))
        .isEqualTo(new Unpriced(Why.CONDITION_NOT_KNOWN, "input: service tier"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-, 10", "global, 10", "us, 11", "eu, CONDITION_NOT_KNOWN"})
  void a_region_has_its_own_price_and_an_unknown_one_has_none(String region, String expected) {
    PriceBook book =
        book(
            card("m").region("global").prices("input=10"),
            card("m").region("us").prices("input=11"));

    assertThat(cost(book.price(charge("m", "input=1000000", null, region, NOON))))
        .isEqualTo(expected);
  }

  @Test
  void conditions_that_are_known_only_apart_are_not_known_together() {
    PriceBook book =
        book(
            card("m").tier("standard").context(ContextBand.under(100)).prices("input=1"),
            card("m").tier("standard").context(ContextBand.atLeast(100)).prices("input=2"),
            card("m").tier("flex").context(ContextBand.under(100)).prices("input=0.5"));

    assertThat(book.price(charge("m", "input=100", "flex", null, NOON)))
        .isEqualTo(
            new Unpriced(
                Why.CONDITION_NOT_KNOWN, "input: tier, region and 100 input tokens together"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-20T23:59:59.999999999Z, 5",
    "2026-08-21T00:00:00Z, 4",
    "2026-12-31T23:59:59Z, 4",
    "2027-01-01T00:00:00Z, NO_PRICE_AT_THAT_TIME",
  })
  void a_price_holds_from_its_first_instant_and_not_at_its_last(Instant time, String expected) {
    PriceBook book =
        book(
            card("m").to("2026-08-21T00:00:00Z").prices("input=5"),
            card("m").from("2026-08-21T00:00:00Z").to("2027-01-01T00:00:00Z").prices("input=4"));

    assertThat(cost(book.price(charge("m", "input=1000000", null, null, time))))
        .isEqualTo(expected);
  }

  @Test
  void more_conditions_win_over_fewer_even_from_a_prefix() {
    PriceBook book =
        book(card("ft:m:x").prices("input=1"), card("ft:m:*").tier("flex").prices("input=9"));

    assertThat(cost(book.price(charge("ft:m:x", "input=1000000", "flex", null, NOON))))
        .isEqualTo("9");
    assertThat(cost(book.price(charge("ft:m:x", "input=1000000")))).isEqualTo("1");
  }

  @Test
  void an_exact_name_wins_over_a_prefix_and_a_long_prefix_over_a_short_one() {
    PriceBook book =
        book(
            card("ft:*").prices("input=1"),
            card("ft:m:*").prices("input=2"),
            card("ft:m:x").prices("input=3"));

    assertThat(cost(book.price(charge("ft:n", "input=1000000")))).isEqualTo("1");
    assertThat(cost(book.price(charge("ft:m:y", "input=1000000")))).isEqualTo("2");
    assertThat(cost(book.price(charge("ft:m:x", "input=1000000")))).isEqualTo("3");
    assertThat(cost(book.price(charge("ft:", "input=1000000")))).isEqualTo("NO_SUCH_MODEL");
  }

  @Test
  void an_alias_has_the_price_and_a_dated_name_that_is_not_listed_has_none() {
    PriceBook book = book(card("m", "m-2026-03-05").prices("input=1"));

    assertThat(cost(book.price(charge("m-2026-03-05", "input=1000000")))).isEqualTo("1");
    assertThat(cost(book.price(charge("m-2026-03-06", "input=1000000"))))
        .isEqualTo("NO_SUCH_MODEL");
  }

  @Test
  void what_answered_is_billed_and_never_priced_as_what_was_asked_for() {
    PriceBook book = book(card("alias").prices("input=1"));
    ModelId alias = new ModelId("alias");

    assertThat(cost(book.price(models(alias, new ModelId("m-9"))))).isEqualTo("NO_SUCH_MODEL");
    assertThat(cost(book.price(models(alias, null)))).isEqualTo("0.000005");
    assertThat(cost(book.price(models(null, null)))).isEqualTo("NO_SUCH_MODEL");
  }

  private static Charge models(@Nullable ModelId asked, @Nullable ModelId answered) {
    return new Charge(
        ACME, asked, answered, Operation.CHAT, null, null, usage("input=5"), List.of(), NOON);
  }

  @Test
  void a_provider_that_the_book_does_not_know_has_no_prices() {
    Charge charge =
        new Charge(
            new ProviderId("other"),
            null,
            new ModelId("m"),
            Operation.CHAT,
            null,
            null,
            usage("input=5"),
            List.of(),
            NOON);

    assertThat(book(card("m").prices("input=1")).price(charge))
        .isEqualTo(new Unpriced(Why.NO_SUCH_MODEL, "m of other"));
  }

  @Test
  void a_batch_is_priced_as_one_though_its_answer_names_no_tier() {
    PriceBook book =
        book(
            card("m").tier("standard").prices("input=2"),
            card("m").tier("batch").prices("input=1"));
    Charge batch =
        new Charge(
            ACME,
            null,
            new ModelId("m"),
            Operation.BATCH,
            null,
            null,
            usage("input=1000000"),
            List.of(),
            NOON);

    assertThat(cost(book.price(batch))).isEqualTo("1");
  }

  @Test
  void a_free_model_is_free_whatever_was_used() {
    PriceBook book = book(card("m").free());

    assertThat(cost(book.price(charge("m", "input=5 output.audio=7", "any", "any", NOON))))
        .isEqualTo("free");
  }

  @Test
  void nothing_used_costs_nothing_where_the_price_is_known_and_is_unpriced_where_it_is_not() {
    PriceBook book = book(card("m").tier("standard").prices("input=2"));

    assertThat(cost(book.price(charge("m", "")))).isEqualTo("0");
    assertThat(cost(book.price(charge("m", "", "scale", null, NOON))))
        .isEqualTo("CONDITION_NOT_KNOWN");
    assertThat(cost(book.price(charge("n", "")))).isEqualTo("NO_SUCH_MODEL");
  }

  @Test
  void a_sub_call_has_the_price_of_its_own_model_and_its_own_band() {
    PriceBook book =
        book(
            card("m").prices("input=2"),
            card("advisor").context(ContextBand.upTo(1000)).prices("input=5"),
            card("advisor").context(ContextBand.over(1000)).prices("input=10"),
            card("gift").free());

    Priced receipt =
        (Priced)
            book.price(
                withSubCalls(
                    "m",
                    "input=1000",
                    new SubCall(new ModelId("advisor"), "advisor", usage("input=1000")),
                    new SubCall(new ModelId("gift"), "advisor", usage("input=1000"))));

    assertThat(receipt.lines()).containsExactly(line("input", "1000", "2", "0.002"));
    assertThat(receipt.subCalls().get(0).lines())
        .containsExactly(line("input", "1000", "5", "0.005"));
    assertThat(receipt.subCalls().get(1).lines()).isEmpty();
    assertThat(receipt.total()).isEqualTo(Money.usd("0.007"));
  }

  @Test
  void a_sub_call_without_a_price_leaves_the_whole_without_one() {
    PriceBook book = book(card("m").prices("input=2"));

    assertThat(
            book.price(
                withSubCalls(
                    "m",
                    "input=1000",
                    new SubCall(new ModelId("nobody"), "compaction", usage("input=1")))))
        .isEqualTo(new Unpriced(Why.NO_SUCH_MODEL, "compaction: nobody"));
  }

  @Test
  void a_free_answer_with_a_sub_call_that_costs_is_not_free() {
    PriceBook book = book(card("m").prices("input=2"), card("gift").free());

    CostResult result =
        book.price(
            withSubCalls(
                "gift", "input=9", new SubCall(new ModelId("m"), "advisor", usage("input=1000"))));

    assertThat(cost(result)).isEqualTo("0.002");
  }

  private static Charge withSubCalls(String model, String usage, SubCall... subCalls) {
    return new Charge(
        ACME,
        null,
        new ModelId(model),
        Operation.CHAT,
        null,
        null,
        usage(usage),
        List.of(subCalls),
        NOON);
  }

  private static Line line(String meter, String quantity, String unitPrice, String amount) {
    return new Line(
        Objects.requireNonNull(Meter.named(meter)),
        new BigDecimal(quantity),
        new BigDecimal(unitPrice),
        new BigDecimal(amount));
  }
}
