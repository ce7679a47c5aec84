package ai.meterr.event;

import static ai.meterr.event.Ending.CLIENT_LEFT;
import static ai.meterr.event.Ending.COMPLETED;
import static ai.meterr.event.Ending.METERR_DIED;
import static ai.meterr.event.Ending.NO_ANSWER;
import static ai.meterr.event.Ending.PROVIDER_BROKE;
import static ai.meterr.event.Ending.PROVIDER_ERROR;
import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.UsageEvent.Facts;
import ai.meterr.money.Money;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricer;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's table of statuses: the first that fits, in its order. */
class BookingTest {
  private static final Instant TIME = Instant.parse("2026-11-24T09:00:00Z");
  private static final Usage USAGE = Usage.builder().add(Meter.INPUT, 7).build();
  private static final PriceRef PRICE =
      new PriceRef("p", "https://example.com", LocalDate.of(2026, 11, 1), null);
  private static final Line LINE = Line.of(Meter.INPUT, new BigDecimal(7), BigDecimal.ONE);
  private static final SubCall SUB_CALL = new SubCall(new ModelId("small"), "advisor", USAGE);
  private static final CostResult PRICED =
      new CostResult.Priced(
          Money.usd("0.5"),
          List.of(LINE),
          PRICE,
          List.of(new PricedSubCall(SUB_CALL, List.of(LINE))));
  private static final Pricer NEVER_ASKED =
      charge -> {
        throw new AssertionError("asked for the price of nothing");
      };

  @ParameterizedTest
  @EnumSource
  void an_error_status_is_not_billed_whatever_the_endpoint_and_the_usage(EndpointKind endpoint) {
    for (int status : new int[] {400, 401, 429, 500, 529}) {
      UsageEvent event = book(NEVER_ASKED, endpoint, status, COMPLETED, true, reported());
      assertThat(event.status()).isEqualTo(Status.NOT_BILLED);
      assertThat(event.facts())
          .isEqualTo(new Facts(PROVIDER_ERROR, UsageSource.NONE, PricingState.FREE));
      assertThat(event.cost()).isEqualTo(Money.usd("0"));
      assertThat(event.usage()).isEqualTo(Usage.NONE);
    }
  }

  @Test
  void an_error_that_broke_off_or_that_nobody_waited_for_keeps_its_ending() {
    assertThat(book(NEVER_ASKED, METERED, 500, PROVIDER_BROKE, true, silent()))
        .returns(Status.NOT_BILLED, UsageEvent::status)
        .returns(PROVIDER_BROKE, event -> event.facts().ending());
    assertThat(book(NEVER_ASKED, METERED, 500, CLIENT_LEFT, true, silent()))
        .returns(Status.NOT_BILLED, UsageEvent::status)
        .returns(CLIENT_LEFT, event -> event.facts().ending());
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "CLIENT_LEFT", "PROVIDER_BROKE"})
  void counting_is_not_billed_once_it_was_answered(Ending ending) {
    UsageEvent event = book(NEVER_ASKED, COUNTING, 200, ending, true, silent());
    assertThat(event.status()).isEqualTo(Status.NOT_BILLED);
    assertThat(event.facts().ending()).isEqualTo(ending);
    assertThat(event.cost()).isEqualTo(Money.usd("0"));
  }

  @ParameterizedTest
  @EnumSource
  void what_was_never_written_in_full_has_failed_also_where_meterr_died(EndpointKind endpoint) {
    for (Ending ending : new Ending[] {NO_ANSWER, CLIENT_LEFT, METERR_DIED}) {
      UsageEvent event = book(NEVER_ASKED, endpoint, null, ending, false, silent());
      assertThat(event.status()).isEqualTo(Status.FAILED);
      assertThat(event.facts())
          .isEqualTo(new Facts(ending, UsageSource.NONE, PricingState.UNPRICED));
      assertThat(event.cost()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_ran_when_meterr_died_is_interrupted(EndpointKind endpoint) {
    UsageEvent event = book(NEVER_ASKED, endpoint, null, METERR_DIED, true, silent());
    assertThat(event.status()).isEqualTo(Status.INTERRUPTED);
    assertThat(event.facts().usageSource()).isEqualTo(UsageSource.UNKNOWN);
    assertThat(event.cost()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "METERED, , NO_ANSWER",
    "METERED, , CLIENT_LEFT",
    "UNKNOWN, , NO_ANSWER",
    "METERED, 200, PROVIDER_BROKE",
    "METERED, 200, CLIENT_LEFT",
    "METERED, 200, COMPLETED",
    "UNKNOWN, 200, COMPLETED",
  })
  void what_may_have_cost_money_is_unknown_and_never_zero(
      EndpointKind endpoint, @Nullable Integer status, Ending ending) {
    UsageEvent event = book(NEVER_ASKED, endpoint, status, ending, true, silent());
    assertThat(event.status()).isEqualTo(Status.UNKNOWN);
    assertThat(event.facts())
        .isEqualTo(new Facts(ending, UsageSource.UNKNOWN, PricingState.UNPRICED));
    assertThat(event.cost()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"METERED", "NO_USAGE", "UNKNOWN"})
  void usage_that_makes_no_sense_is_unknown_with_a_note(EndpointKind endpoint) {
    UsageEvent event =
        book(NEVER_ASKED, endpoint, 200, COMPLETED, true, reading(Told.NONSENSE, false));
    assertThat(event.status()).isEqualTo(Status.UNKNOWN);
    assertThat(event.notes()).containsExactly("of the call", "of the answer");
    assertThat(event.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void an_error_inside_a_stream_is_the_providers_and_may_have_cost_money() {
    UsageEvent event = book(NEVER_ASKED, METERED, 200, COMPLETED, true, reading(Told.SILENT, true));
    assertThat(event.status()).isEqualTo(Status.UNKNOWN);
    assertThat(event.facts().ending()).isEqualTo(PROVIDER_ERROR);
  }

  @Test
  void usage_without_a_price_is_unpriced_and_says_why() {
    Pricer pricer =
        charge -> new CostResult.Unpriced(CostResult.Why.METER_NOT_PRICED, "web_search");
    UsageEvent event = book(pricer, METERED, 200, COMPLETED, true, reported());
    assertThat(event.status()).isEqualTo(Status.UNPRICED);
    assertThat(event.facts())
        .isEqualTo(new Facts(COMPLETED, UsageSource.PROVIDER, PricingState.UNPRICED));
    assertThat(event.usage()).isEqualTo(USAGE);
    assertThat(event.cost()).isNull();
    assertThat(event.lines()).isEmpty();
    assertThat(event.subCalls()).containsExactly(new PricedSubCall(SUB_CALL, List.of()));
    assertThat(event.notes()).contains("unpriced: meter_not_priced: web_search");
  }

  @ParameterizedTest
  @EnumSource(names = {"METERED", "NO_USAGE", "UNKNOWN"})
  void usage_with_a_price_is_priced_wherever_it_was_told(EndpointKind endpoint) {
    UsageEvent event = book(charge -> PRICED, endpoint, 200, COMPLETED, true, reported());
    assertThat(event.status()).isEqualTo(Status.PRICED);
    assertThat(event.facts())
        .isEqualTo(new Facts(COMPLETED, UsageSource.PROVIDER, PricingState.PRICED));
    assertThat(event.cost()).isEqualTo(Money.usd("0.5"));
    assertThat(event.lines()).containsExactly(LINE);
    assertThat(event.price()).isEqualTo(PRICE);
    assertThat(event.subCalls()).containsExactly(new PricedSubCall(SUB_CALL, List.of(LINE)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PROVIDER_BROKE", "CLIENT_LEFT"})
  void usage_counts_also_where_the_answer_did_not_reach_its_end(Ending ending) {
    UsageEvent event = book(charge -> PRICED, METERED, 200, ending, true, reported());
    assertThat(event.status()).isEqualTo(Status.PRICED);
    assertThat(event.facts().ending()).isEqualTo(ending);
  }

  @Test
  void what_is_free_is_priced_with_zero() {
    UsageEvent event =
        book(charge -> new CostResult.Free(PRICE), METERED, 200, COMPLETED, true, reported());
    assertThat(event.status()).isEqualTo(Status.PRICED);
    assertThat(event.facts().pricing()).isEqualTo(PricingState.FREE);
    assertThat(event.cost()).isEqualTo(Money.usd("0"));
    assertThat(event.price()).isEqualTo(PRICE);
    assertThat(event.usage()).isEqualTo(USAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 304})
  void a_known_endpoint_without_usage_has_none_and_costs_nothing(int status) {
    UsageEvent event = book(NEVER_ASKED, NO_USAGE, status, COMPLETED, true, silent());
    assertThat(event.status()).isEqualTo(Status.NO_USAGE);
    assertThat(event.facts()).isEqualTo(new Facts(COMPLETED, UsageSource.NONE, PricingState.FREE));
    assertThat(event.cost()).isEqualTo(Money.usd("0"));
  }

  @Test
  void the_pricer_is_asked_by_what_answered_and_by_when_the_call_began() {
    Charge[] asked = new Charge[1];
    UsageEvent event =
        book(
            charge -> {
              asked[0] = charge;
              return PRICED;
            },
            METERED,
            200,
            COMPLETED,
            true,
            reported());
    assertThat(asked[0])
        .isEqualTo(
            new Charge(
                ProviderId.OPENAI,
                new ModelId("asked"),
                new ModelId("answered"),
                Operation.CHAT,
                "priority",
                "us",
                USAGE,
                List.of(SUB_CALL),
                TIME));
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.requestId()).isEqualTo("call-1");
    assertThat(event.attempt()).isEqualTo(1);
    assertThat(event.serviceTier()).isEqualTo("priority");
    assertThat(event.providerResponseId()).isEqualTo("resp-1");
    assertThat(event.latency()).isEqualTo(Duration.ofMillis(12));
    assertThat(event.notes()).containsExactly("of the call", "of the answer");
  }

  @Test
  void what_the_provider_states_it_charged_is_the_cost_where_the_book_comes_to_another() {
    UsageEvent event = book(charge -> PRICED, METERED, 200, COMPLETED, true, stated("0.41"));
    assertThat(event.cost()).isEqualTo(Money.usd("0.41"));
    assertThat(event.lines()).isEmpty();
    assertThat(event.price()).returns("openai/stated", PriceRef::id);
    assertThat(event.notes()).anySatisfy(note -> assertThat(note).contains("0.5 USD"));
  }

  @Test
  void a_statement_that_is_the_book_s_figure_leaves_the_book_s_lines() {
    UsageEvent event =
        book(charge -> PRICED, METERED, 200, COMPLETED, true, stated("0.50000000000000001"));
    assertThat(event.cost()).isEqualTo(Money.usd("0.5"));
    assertThat(event.lines()).containsExactly(LINE);
    assertThat(event.price()).isEqualTo(PRICE);
  }

  @Test
  void a_statement_prices_a_model_that_the_book_does_not_know() {
    CostResult none = new CostResult.Unpriced(CostResult.Why.NO_SUCH_MODEL, "answered");
    UsageEvent event = book(charge -> none, METERED, 200, COMPLETED, true, stated("0.41"));
    assertThat(event.status()).isEqualTo(Status.PRICED);
    assertThat(event.cost()).isEqualTo(Money.usd("0.41"));
    assertThat(event.usage()).isEqualTo(USAGE);
  }

  private static Reading stated(String usd) {
    return new Reading(
        Told.REPORTED,
        USAGE,
        new ModelId("answered"),
        null,
        null,
        null,
        List.of(),
        Money.usd(usd),
        false,
        true,
        List.of());
  }

  private static UsageEvent book(
      Pricer pricer,
      EndpointKind endpoint,
      @Nullable Integer status,
      Ending ending,
      boolean requestWritten,
      Reading reading) {
    return new Booking(pricer)
        .book(
            new CallFacts(
                new EventId("call-1"),
                TIME,
                ProviderId.OPENAI,
                new ModelId("asked"),
                Operation.CHAT,
                endpoint,
                false,
                status,
                ending,
                requestWritten,
                Source.GATEWAY,
                Duration.ofNanos(12_900_000),
                null,
                Attribution.NONE,
                List.of("of the call")),
            reading);
  }

  private static Reading reported() {
    return reading(Told.REPORTED, false);
  }

  private static Reading silent() {
    return reading(Told.SILENT, false);
  }

  private static Reading reading(Told told, boolean errorInside) {
    boolean reported = told == Told.REPORTED;
    return new Reading(
        told,
        reported ? USAGE : Usage.NONE,
        new ModelId("answered"),
        "resp-1",
        "priority",
        "us",
        reported ? List.of(SUB_CALL) : List.of(),
        null,
        errorInside,
        true,
        List.of("of the answer"));
  }
}
