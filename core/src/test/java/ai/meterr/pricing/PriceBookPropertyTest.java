package ai.meterr.pricing;

import static ai.meterr.pricing.Books.book;
import static ai.meterr.pricing.Books.card;
import static ai.meterr.pricing.Books.charge;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.cost.CostResult.Priced;
import ai.meterr.cost.Line;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** What holds for any usage; seeded, so that a failure can be had again. */
class PriceBookPropertyTest {
  private static final int ROUNDS = 2_000;
  private static final long EDGE = 200_000;
  private static final List<String> METERS =
      List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning");
  private static final PriceBook BOOK =
      book(
          card("m")
              .context(ContextBand.upTo(EDGE))
              .prices("input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15"),
          card("m")
              .context(ContextBand.over(EDGE))
              .prices("input=6 cache_read=0.6 cache_write_5m=7.5 cache_write_1h=12 output=22.5"));

  private final Random random = new Random(20261124);

  @Test
  void the_total_is_the_sum_of_the_lines_and_each_line_its_quantity_times_its_price() {
    for (int round = 0; round < ROUNDS; round++) {
      Priced receipt = price(usage(random.nextInt(6) == 0 ? 300_000 : 3_000));
      BigDecimal sum = BigDecimal.ZERO;
      for (Line line : receipt.lines()) {
        assertThat(line.amount().multiply(new BigDecimal(1_000_000)))
            .isEqualByComparingTo(line.quantity().multiply(line.unitPrice()));
        sum = sum.add(line.amount());
      }
      assertThat(receipt.total().amount()).isEqualByComparingTo(sum);
    }
  }

  @Test
  void a_call_costs_what_its_meters_cost_alone_within_a_band() {
    for (int round = 0; round < ROUNDS; round++) {
      String usage = usage(30_000);
      BigDecimal apart = BigDecimal.ZERO;
      for (String part : usage.split(" ", -1)) {
        apart = apart.add(price(part).total().amount());
      }
      assertThat(price(usage).total().amount()).isEqualByComparingTo(apart);
    }
  }

  @Test
  void one_token_more_never_costs_less() {
    for (int round = 0; round < ROUNDS; round++) {
      String usage = usage(random.nextBoolean() ? 40_000 : 60_000);
      String more = usage + " " + METERS.get(random.nextInt(METERS.size())) + "=1";
      assertThat(price(more).total()).isGreaterThan(price(usage).total());
    }
  }

  @Test
  void money_does_not_depend_on_the_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr", "TR"));
      assertThat(price("input=1234567").total().toDecimalString()).isEqualTo("7.407402");
      assertThat(
              Books.cost(
                  book(card("m").tier("flex").prices("input=1"))
                      .price(charge("m", "input=1000000", "FLEXIBLE", null, Books.NOON))))
          .as("tiers are compared without the locale's letters")
          .isEqualTo("1");
      Locale.setDefault(Locale.of("ar", "EG"));
      assertThat(price("input=1234567").total().toDecimalString()).isEqualTo("7.407402");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static Priced price(String usage) {
    return (Priced) BOOK.price(charge("m", usage));
  }

  private String usage(int tokensMax) {
    StringJoiner usage = new StringJoiner(" ");
    for (String meter : METERS) {
      usage.add(meter + "=" + (1 + random.nextInt(tokensMax)));
    }
    return usage.toString();
  }
}
