package ai.meterr.pricing;

import static ai.meterr.pricing.Books.book;
import static ai.meterr.pricing.Books.card;
import static ai.meterr.pricing.Books.charge;
import static ai.meterr.pricing.Books.cost;
import static ai.meterr.pricing.Books.hours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices that go by the clock and the calendar of a zone. */
class WeeklyHoursTest {
  private static final WeeklyHours MORNING =
      hours("morning", ZoneId.of("Asia/Shanghai"), "00:00", "04:00");
  private static final PriceBook BOOK =
      book(card("m").prices("input=1"), card("m").hours(MORNING).prices("input=2"));

  @ParameterizedTest
  @CsvSource({
    // Monday 00:00 there is Sunday 16:00 UTC
    "2026-08-23T15:59:59Z, 1",
    "2026-08-23T16:00:00Z, 2",
    "2026-08-23T19:59:59Z, 2",
    "2026-08-23T20:00:00Z, 1",
    // Friday 16:00 UTC is Saturday there
    "2026-08-28T15:00:00Z, 1",
    "2026-08-28T17:00:00Z, 1",
    "2026-08-27T17:00:00Z, 2",
  })
  void the_days_and_hours_are_those_of_the_zone(Instant time, String expected) {
    assertThat(cost(BOOK.price(charge("m", "input=1000000", null, null, time))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // in Berlin 09:00 is 08:00 UTC in winter and 07:00 in summer
    "2026-01-13T07:59:00Z, false",
    "2026-01-13T08:00:00Z, true",
    "2026-07-14T07:00:00Z, true",
    "2026-07-14T08:00:00Z, false",
  })
  void summer_time_moves_them(Instant time, boolean held) {
    assertThat(hours("h", ZoneId.of("Europe/Berlin"), "09:00", "10:00").contains(time))
        .isEqualTo(held);
  }

  @Test
  void a_price_with_hours_may_have_been_another_before() {
    PriceBook book =
        book(
            card("m").prices("input=1"),
            card("m").hours(MORNING).from("2026-08-25T00:00:00Z").prices("input=2"));

    assertThat(cost(book.price(at("2026-08-24T17:00:00Z")))).isEqualTo("1");
    assertThat(cost(book.price(at("2026-08-25T17:00:00Z")))).isEqualTo("2");
  }

  private static Charge at(String time) {
    return charge("m", "input=1000000", null, null, Instant.parse(time));
  }

  @Test
  void hours_hold_at_some_time_and_within_a_day() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeeklyHours("h", ZoneId.of("UTC"), Set.of(), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeeklyHours.Span(60, 60));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeeklyHours.Span(0, 1441));
  }
}
