package ai.meterr.storage.prices;

import static ai.meterr.storage.PostgresForTests.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.meterr.access.Deed;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceScope;
import ai.meterr.event.UuidV7;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.pricing.PriceKeeping.Kept;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostgresPricesTest {
  private static final Deed DEED = new Deed("ada@example.com", "new contract", NOW);
  private static final Terms INPUT =
      Terms.Fixed.of(
          Map.of(Meter.INPUT, new BigDecimal("2.50"), Meter.OUTPUT, new BigDecimal("0.000001")));

  private final PostgresPrices keeping =
      new PostgresPrices(
          PostgresForTests.database().tenancy(),
          new UuidV7(PostgresForTests.CLOCK, PostgresForTests.RANDOM));
  private final OrganizationId organization = PostgresForTests.newOrganization();

  private static PriceKeeping.NewPrice price(String model, Validity validity, Terms terms) {
    return (id, createdAt) ->
        new OwnPrice(
            id,
            PriceScope.CONTRACT,
            ProviderId.OPENAI,
            model.endsWith("*")
                ? new ModelMatch.Prefix(model.substring(0, model.length() - 1))
                : new ModelMatch.Exact(model),
            new Conditions("standard", null, ContextBand.over(200_000), null),
            validity,
            terms,
            "frame agreement",
            createdAt);
  }

  private List<String> audit() {
    return PostgresForTests.database()
        .tenancy()
        .reading(
            organization,
            "reading the audit",
            connection -> {
              List<String> entries = new ArrayList<>();
              try (PreparedStatement statement =
                      connection.prepareStatement(
                          "select action || ' ' || subject || ' by ' || actor || ': ' || reason"
                              + " from audit order by action, subject");
                  ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                  entries.add(rows.getString(1));
                }
              }
              return entries;
            });
  }

  @Test
  void a_price_is_read_as_it_was_made_and_each_change_leaves_an_audit_entry() {
    Validity validity = new Validity(NOW.minus(Duration.ofDays(3)), null);
    Kept fixed = keeping.add(organization, price("gpt-x", validity, INPUT), DEED);
    Kept discount =
        keeping.add(
            organization,
            price("*", Validity.ALWAYS, new Terms.Discount(new BigDecimal("12.5"))),
            DEED);
    assertThat(keeping.of(organization)).containsExactlyInAnyOrder(fixed.price(), discount.price());
    List<Kept> first = keeping.page(organization, null, 1);
    assertThat(first).hasSize(1);
    assertThat(keeping.page(organization, first.getFirst().price().id(), 9))
        .hasSize(1)
        .doesNotContainAnyElementsOf(first)
        .isSubsetOf(fixed, discount);
    Instant end = NOW.plusSeconds(60);
    Kept ended = keeping.end(organization, fixed.price().id(), end, DEED).orElseThrow();
    assertThat(ended.price()).isEqualTo(fixed.price().validUntil(end));
    assertThat(keeping.of(organization)).contains(ended.price());
    assertThat(audit())
        .containsExactlyInAnyOrder(
            "price.created " + fixed.price().id() + " by ada@example.com: new contract",
            "price.created " + discount.price().id() + " by ada@example.com: new contract",
            "price.ended " + fixed.price().id() + " by ada@example.com: new contract");
  }

  @Test
  void a_price_that_ties_is_refused_and_leaves_nothing_behind() {
    Kept first = keeping.add(organization, price("gpt-x", Validity.ALWAYS, INPUT), DEED);
    assertThatExceptionOfType(PriceKeeping.Tie.class)
        .isThrownBy(
            () -> keeping.add(organization, price("gpt-x", new Validity(NOW, null), INPUT), DEED))
        .withMessageContaining(first.price().id().toString());
    assertThat(audit()).hasSize(1);
    assertThat(keeping.of(organization)).hasSize(1);
    keeping.end(organization, first.price().id(), NOW, DEED);
    keeping.add(organization, price("gpt-x", new Validity(NOW, null), INPUT), DEED);
  }

  @Test
  void one_that_ends_before_it_begins_never_held_and_stays_in_the_list() {
    Kept kept = keeping.add(organization, price("m", new Validity(NOW, null), INPUT), DEED);
    Kept ended =
        keeping.end(organization, kept.price().id(), NOW.minusSeconds(9), DEED).orElseThrow();
    assertThat(ended.withdrawn()).isTrue();
    assertThat(keeping.of(organization)).isEmpty();
    assertThat(keeping.page(organization, null, 9)).containsExactly(ended);
    assertThatExceptionOfType(PriceKeeping.EndsEarlier.class)
        .isThrownBy(() -> keeping.end(organization, kept.price().id(), NOW, DEED));
  }

  @Test
  void nobody_sees_or_ends_another_organizations_price() {
    Kept kept = keeping.add(organization, price("m", Validity.ALWAYS, INPUT), DEED);
    OrganizationId other = PostgresForTests.newOrganization();
    assertThat(keeping.of(other)).isEmpty();
    assertThat(keeping.end(other, kept.price().id(), NOW, DEED)).isEmpty();
    assertThat(keeping.end(organization, new UUID(0, 9), NOW, DEED)).isEmpty();
    assertThat(keeping.of(organization)).containsExactly(kept.price());
  }
}
