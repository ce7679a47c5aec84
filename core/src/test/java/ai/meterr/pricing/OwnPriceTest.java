package ai.meterr.pricing;

import static ai.meterr.pricing.Books.ACME;
import static ai.meterr.pricing.Books.book;
import static ai.meterr.pricing.Books.card;
import static ai.meterr.pricing.Books.charge;
import static ai.meterr.pricing.Books.cost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Priced;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceScope;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnPriceTest {
  private static final Instant MADE = Instant.parse("2026-08-01T00:00:00Z");
  private static final PriceBook LIST =
      book(
          card("m").tier("standard").prices("input=4 output=20 web_search=0.01"),
          card("m").tier("batch").prices("input=2 output=10"),
          card("n").prices("input=1 output=2"),
          card("gift").free());

  private static int made;

  private static OwnPrice own(
      PriceScope scope, String model, Conditions conditions, Validity validity, Terms terms) {
    return new OwnPrice(
        new UUID(0, ++made),
        scope,
        ACME,
        model.endsWith("*")
            ? new ModelMatch.Prefix(model.substring(0, model.length() - 1))
            : new ModelMatch.Exact(model),
        conditions,
        validity,
        terms,
        "frame agreement 7",
        MADE);
  }

  private static OwnPrice contract(String model, Terms terms) {
    return own(PriceScope.CONTRACT, model, Conditions.NONE, Validity.ALWAYS, terms);
  }

  private static OwnPrice override(String model, Terms terms) {
    return own(PriceScope.ORGANIZATION, model, Conditions.NONE, Validity.ALWAYS, terms);
  }

  private static Terms.Fixed fixed(String prices) {
    Map<Meter, BigDecimal> rates = new HashMap<>();
    for (String part : prices.split(" ", -1)) {
      String[] pair = part.split("=", 2);
      rates.put(Objects.requireNonNull(Meter.named(pair[0])), new BigDecimal(pair[1]));
    }
    return Terms.Fixed.of(rates);
  }

  private static Terms percent(String percent) {
    return new Terms.Discount(new BigDecimal(percent));
  }

  private static Conditions tier(@Nullable String tier) {
    return new Conditions(tier, null, ContextBand.ANY, null);
  }

  private static String price(List<OwnPrice> own, String model, String usage) {
    return cost(LIST.under(own).price(charge(model, usage)));
  }

  @Test
  void an_organizations_price_goes_before_the_list_however_many_conditions_the_list_has() {
    assertThat(price(List.of(override("m", fixed("input=3 output=9"))), "m", "input=1000000"))
        .isEqualTo("3");
  }

  @Test
  void a_contract_goes_before_a_figure_of_the_organizations_own() {
    List<OwnPrice> own =
        List.of(override("m", fixed("input=3")), contract("m*", fixed("input=2.5")));
    // a prefix of the contract matches names that go on; m itself is the organization's
    assertThat(price(own, "m", "input=1000000")).isEqualTo("3");
    List<OwnPrice> both =
        List.of(override("m", fixed("input=3")), contract("m", fixed("input=2.5")));
    assertThat(price(both, "m", "input=1000000")).isEqualTo("2.5");
  }

  @Test
  void what_an_own_price_does_not_name_has_the_list_price_of_its_conditions() {
    List<OwnPrice> own = List.of(override("m", fixed("input=3")));
    assertThat(price(own, "m", "input=1000000 output=1000000 web_search=2")).isEqualTo("23.02");
  }

  @Test
  void own_output_is_the_price_of_reasoning_too() {
    List<OwnPrice> own = List.of(override("m", fixed("output=9")));
    assertThat(price(own, "m", "output=1000000 reasoning=1000000")).isEqualTo("18");
  }

  @Test
  void a_discount_takes_its_part_off_each_list_price_exactly() {
    List<OwnPrice> own = List.of(contract("*", percent("12.5")));
    assertThat(price(own, "m", "input=1000000 output=3 web_search=1")).isEqualTo("3.5088025");
  }

  @Test
  void a_discount_of_everything_is_a_cost_of_nothing_and_no_free_price() {
    CostResult cost =
        LIST.under(List.of(contract("*", percent("100")))).price(charge("m", "input=5"));
    assertThat(cost).isInstanceOf(Priced.class);
    assertThat(cost(cost)).isEqualTo("0");
  }

  @Test
  void where_the_list_has_no_price_a_discount_has_none_either() {
    List<OwnPrice> own = List.of(contract("*", percent("10")));
    assertThat(price(own, "unheard", "input=5")).isEqualTo("NO_SUCH_MODEL");
    assertThat(price(own, "m", "second=5")).isEqualTo("METER_NOT_PRICED");
    assertThat(cost(LIST.under(own).price(charge("m", "input=5", "lightning", null, Books.NOON))))
        .isEqualTo("CONDITION_NOT_KNOWN");
  }

  @Test
  void a_model_that_the_list_lacks_can_have_an_own_price_and_so_can_a_whole_provider() {
    ProviderId ours = new ProviderId("house_gpu");
    OwnPrice price =
        new OwnPrice(
            UUID.randomUUID(),
            PriceScope.ORGANIZATION,
            ours,
            new ModelMatch.Exact("llama"),
            Conditions.NONE,
            Validity.ALWAYS,
            fixed("input=1"),
            "cost of the rack",
            MADE);
    Charge charge = charge("llama", "input=1000000");
    assertThat(
            cost(
                LIST.under(List.of(price))
                    .price(
                        new Charge(
                            ours,
                            null,
                            charge.responseModel(),
                            charge.operation(),
                            null,
                            null,
                            charge.usage(),
                            List.of(),
                            charge.time()))))
        .isEqualTo("1");
    assertThat(price(List.of(override("x", fixed("input=7"))), "x", "input=1000000"))
        .isEqualTo("7");
  }

  @Test
  void what_the_list_gives_away_costs_what_the_organization_says() {
    List<OwnPrice> own = List.of(override("gift", fixed("output=2")));
    assertThat(price(own, "gift", "input=5 output=1000000")).isEqualTo("2");
    assertThat(price(own, "gift", "input=5")).isEqualTo("free");
    assertThat(price(List.of(contract("*", percent("10"))), "gift", "input=5")).isEqualTo("free");
  }

  @Test
  void an_own_price_holds_from_its_beginning_until_its_end() {
    Instant from = Instant.parse("2026-08-10T00:00:00Z");
    Instant to = Instant.parse("2026-08-20T00:00:00Z");
    PriceBook under =
        LIST.under(
            List.of(
                own(
                    PriceScope.CONTRACT,
                    "n",
                    Conditions.NONE,
                    new Validity(from, to),
                    fixed("input=0.5"))));
    assertThat(cost(under.price(charge("n", "input=1000000", null, null, from.minusNanos(1)))))
        .isEqualTo("1");
    assertThat(cost(under.price(charge("n", "input=1000000", null, null, from)))).isEqualTo("0.5");
    assertThat(cost(under.price(charge("n", "input=1000000", null, null, to)))).isEqualTo("1");
  }

  @Test
  void more_conditions_go_first_among_own_prices_too() {
    List<OwnPrice> own =
        List.of(
            override("m", fixed("input=3")),
            own(PriceScope.ORGANIZATION, "m", tier("batch"), Validity.ALWAYS, fixed("input=1.5")));
    PriceBook under = LIST.under(own);
    assertThat(cost(under.price(charge("m", "input=1000000", "batch", null, Books.NOON))))
        .isEqualTo("1.5");
    assertThat(cost(under.price(charge("m", "input=1000000")))).isEqualTo("3");
  }

  @Test
  void the_receipt_names_the_own_row_its_scope_the_list_row_behind_it_and_the_list_prices() {
    OwnPrice own = contract("m", fixed("input=3"));
    Priced priced =
        (Priced) LIST.under(List.of(own)).price(charge("m", "input=1000000 output=1000000"));
    assertThat(priced.price().id()).isEqualTo(own.name());
    assertThat(priced.price().scope()).isEqualTo(PriceScope.CONTRACT);
    assertThat(priced.price().source()).isEqualTo("frame agreement 7");
    String listed = ((Priced) LIST.price(charge("m", "input=1"))).price().id();
    assertThat(priced.price().over()).isEqualTo(listed);
    assertThat(ai.meterr.cost.PriceRef.listPriceOf(priced.price().key())).isEqualTo(listed);
    assertThat(priced.lines()).extracting(Line::listUnitPrice).containsExactly(decimal("4"), null);
    assertThat(priced.lines())
        .extracting(Line::listAmount)
        .containsExactly(decimal("4"), decimal("20"));
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  @Test
  void two_own_prices_tie_where_they_hold_for_the_same_call_and_neither_is_closer() {
    OwnPrice one = override("m", fixed("input=3"));
    assertThat(one.ties(override("m", fixed("input=2 output=1")))).isTrue();
    assertThat(one.ties(override("m", percent("5")))).isTrue();
    assertThat(one.ties(override("m", fixed("output=1")))).isFalse();
    assertThat(override("m", fixed("output=1")).ties(override("m", fixed("reasoning=1")))).isTrue();
    assertThat(one.ties(contract("m", fixed("input=2")))).isFalse();
    assertThat(one.ties(override("n", fixed("input=2")))).isFalse();
    assertThat(one.ties(override("m*", fixed("input=2")))).isFalse();
    assertThat(
            one.ties(
                own(
                    PriceScope.ORGANIZATION,
                    "m",
                    tier("batch"),
                    Validity.ALWAYS,
                    fixed("input=2"))))
        .isFalse();
    OwnPrice ended = one.validUntil(Books.NOON);
    OwnPrice next =
        own(
            PriceScope.ORGANIZATION,
            "m",
            Conditions.NONE,
            new Validity(Books.NOON, null),
            fixed("input=1"));
    assertThat(ended.ties(next)).isFalse();
    assertThat(one.ties(next)).isTrue();
  }

  @Test
  void discounts_of_nothing_or_of_more_than_all_and_list_prices_of_ones_own_are_refused() {
    assertThatExceptionOfType(BadPriceBook.class).isThrownBy(() -> percent("0"));
    assertThatExceptionOfType(BadPriceBook.class).isThrownBy(() -> percent("100.1"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> own(PriceScope.CATALOG, "m", Conditions.NONE, Validity.ALWAYS, fixed("input=1")));
  }

  @Test
  void the_total_is_the_sum_of_the_lines_and_never_more_than_the_list_under_a_discount() {
    Random random = new Random(20261124);
    for (int i = 0; i < 2_000; i++) {
      String percent = new BigDecimal(1 + random.nextInt(1000)).movePointLeft(1).toPlainString();
      PriceBook under =
          LIST.under(List.of(contract(random.nextBoolean() ? "m" : "*", percent(percent))));
      String usage = "input=" + random.nextInt(1_000_000) + " output=" + random.nextInt(1_000_000);
      Charge charge = charge("m", usage, random.nextBoolean() ? "batch" : null, null, Books.NOON);
      Priced own = (Priced) under.price(charge);
      Priced list = (Priced) LIST.price(charge);
      assertThat(own.lines().stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(own.total().amount());
      assertThat(
              own.lines().stream().map(Line::listAmount).reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(list.total().amount());
      assertThat(own.total().amount().multiply(new BigDecimal(100)))
          .isEqualByComparingTo(
              list.total()
                  .amount()
                  .multiply(new BigDecimal(100).subtract(new BigDecimal(percent))));
    }
  }

  @Test
  void a_book_is_made_anew_when_an_organizations_prices_have_changed_and_only_then() {
    List<OwnPrice> prices = new ArrayList<>();
    OrganizationBooks books = new OrganizationBooks(LIST, organization -> List.copyOf(prices));
    OrganizationId organization = new OrganizationId(new UUID(0, 1));
    assertThat(books.of(organization)).isSameAs(LIST);
    prices.add(override("m", fixed("input=3")));
    PriceBook first = books.of(organization);
    assertThat(cost(first.price(charge("m", "input=1000000")))).isEqualTo("3");
    assertThat(books.of(organization)).isSameAs(first);
    prices.set(0, prices.getFirst().validUntil(MADE));
    assertThat(cost(books.of(organization).price(charge("m", "input=1000000")))).isEqualTo("4");
  }
}
