package ai.meterr.pricing;

import static ai.meterr.pricing.Books.book;
import static ai.meterr.pricing.Books.card;
import static ai.meterr.pricing.Books.hours;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.meterr.money.CurrencyCode;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Books that contradict themselves are never made. */
class PriceBookRefusalTest {
  private static final WeeklyHours PEAK = hours("peak", ZoneOffset.UTC, "09:00", "12:00");

  @Test
  void two_prices_for_the_same_thing_tie() {
    refused(
        "neither is closer",
        card("m").tier("standard").prices("input=1"),
        card("m").tier("standard").prices("input=2"));
  }

  @Test
  void different_conditions_tie_where_both_can_hold_at_once() {
    refused(
        "neither is closer",
        card("m").tier("flex").prices("input=1"),
        card("m").region("us").prices("input=2"));
  }

  @Test
  void a_tie_is_broken_by_a_card_with_both_conditions_only_if_they_tie_no_more() {
    assertThatCode(
            () ->
                book(
                    card("m").tier("flex").region("global").prices("input=1"),
                    card("m").tier("flex").region("us").prices("input=2"),
                    card("m").tier("standard").prices("input=2")))
        .doesNotThrowAnyException();
  }

  @Test
  void bands_tie_where_they_overlap() {
    refused(
        "neither is closer",
        card("m").context(ContextBand.upTo(200_000)).prices("input=1"),
        card("m").context(ContextBand.atLeast(200_000)).prices("input=2"));
  }

  @Test
  void times_tie_where_they_overlap() {
    refused(
        "neither is closer",
        card("m").to("2026-08-22T00:00:00Z").prices("input=1"),
        card("m").from("2026-08-21T00:00:00Z").prices("input=2"));
  }

  @Test
  void the_same_prefix_twice_ties_though_no_model_is_named() {
    refused(
        "neither is closer", card("ft:m:*").prices("input=1"), card("ft:m:*").prices("input=2"));
  }

  @Test
  void a_name_given_twice_on_one_card_ties() {
    refused("neither is closer", card("m", "m").prices("input=1"));
  }

  @Test
  void meters_on_cards_of_their_own_do_not_tie() {
    assertThatCode(() -> book(card("m").prices("input=1"), card("m").prices("web_search=0.01")))
        .doesNotThrowAnyException();
  }

  @Test
  void bands_with_a_size_missing_in_between_have_a_hole() {
    refused(
        "no price for 200000 to 200000 input tokens",
        card("m").context(ContextBand.under(200_000)).prices("input=1"),
        card("m").context(ContextBand.over(200_000)).prices("input=2"));
  }

  @Test
  void a_band_with_nothing_below_it_has_a_hole() {
    refused(
        "no price for 0 to 200000 input tokens",
        card("m").context(ContextBand.over(200_000)).prices("input=2"));
  }

  @Test
  void a_price_may_end_at_a_size_for_good() {
    assertThatCode(() -> book(card("m").context(ContextBand.under(272_000)).prices("input=1")))
        .doesNotThrowAnyException();
  }

  @Test
  void times_with_a_day_missing_in_between_have_a_hole() {
    refused(
        "no price from 2026-08-20T00:00:00Z on, but has one again later",
        card("m").to("2026-08-20T00:00:00Z").prices("input=1"),
        card("m").from("2026-08-21T00:00:00Z").prices("input=2"));
  }

  @Test
  void hours_without_a_price_for_the_rest_of_the_week_have_a_hole() {
    refused("no price outside the hours peak", card("m").hours(PEAK).prices("input=2"));
  }

  @Test
  void hours_tie_where_they_overlap() {
    refused(
        "neither is closer",
        card("m").prices("input=1"),
        card("m").hours(PEAK).prices("input=2"),
        card("m").hours(hours("early", ZoneOffset.UTC, "08:00", "10:00")).prices("input=3"));
  }

  @Test
  void hours_tie_with_another_condition_that_can_hold_at_once() {
    refused(
        "neither is closer",
        card("m").prices("input=1"),
        card("m").tier("flex").prices("input=1"),
        card("m").hours(PEAK).prices("input=2"));
  }

  @Test
  void a_model_is_not_free_and_priced_at_once() {
    refused("free, and not free at", card("m").free(), card("m").prices("input=1"));
  }

  @Test
  void a_tier_that_the_tariff_has_no_words_for_is_refused() {
    refused("no tier is called turbo", card("m").tier("turbo").prices("input=1"));
  }

  @Test
  void a_word_has_one_meaning() {
    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> new Words(Map.of("a", List.of("x"), "b", List.of("X"))))
        .withMessageContaining("means both");
  }

  @Test
  void a_negative_price_is_refused() {
    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> card("m").prices("input=-1"))
        .withMessageContaining("negative");
  }

  @Test
  void a_provider_has_one_tariff() {
    Tariff tariff = new Tariff(Books.ACME, CurrencyCode.USD, Books.TIERS, Books.REGIONS, List.of());
    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> new PriceBook(List.of(tariff, tariff)))
        .withMessageContaining("two tariffs for acme");
  }

  private static void refused(String message, PriceCard... cards) {
    assertThatExceptionOfType(BadPriceBook.class)
        .isThrownBy(() -> book(cards))
        .withMessageContaining(message);
  }
}
