package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RollupCheckTest {
  private final OrganizationId organization = PostgresForTests.newOrganization("America/St_Johns");
  private final BookedJournal journal = new BookedJournal();

  private void book(long seed, Duration back) {
    SampleEvents samples = new SampleEvents(seed, PostgresForTests.NOW.minus(back), back);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      events.add(samples.next());
    }
    journal.book(organization, events);
  }

  private List<Difference> differences() {
    return PostgresForTests.store().rollupCheck().check().differences().stream()
        .filter(difference -> difference.cell().organization().equals(organization))
        .toList();
  }

  @Test
  void rollups_of_every_grain_are_what_the_entries_add_up_to_before_and_after_days_are_made() {
    book(1, Duration.ofDays(12));
    book(2, Duration.ofDays(2));
    assertThat(differences()).isEmpty();
    PostgresForTests.store().days().makeDue();
    assertThat(PostgresForTests.sealedDays(organization)).isNotEmpty();
    assertThat(PostgresForTests.store().days().makeDue()).isZero();
    assertThat(differences()).isEmpty();
    book(3, Duration.ofDays(12));
    assertThat(differences()).isEmpty();
    PostgresForTests.store().days().makeDue();
    assertThat(differences()).isEmpty();
  }

  @Test
  void a_cell_that_holds_a_little_more_or_less_is_found_in_each_grain() {
    book(4, Duration.ofDays(2));
    PostgresForTests.store().days().makeDue();
    book(6, Duration.ofDays(2));
    for (String table :
        List.of(
            "sealed_minute",
            "sealed_quarter",
            "sealed_block",
            "sealed_day",
            "sealed_week",
            "sealed_month")) {
      SpoiledRollups.add(table, organization, "0.0001");
      Set<Grain> grains =
          differences().stream().map(found -> found.cell().grain()).collect(Collectors.toSet());
      assertThat(grains).as(table).contains(grain(table));
      SpoiledRollups.add(table, organization, "-0.0001");
      assertThat(differences()).isEmpty();
    }
    // what is not sealed yet counts in minute, quarter and day
    SpoiledRollups.add("increments", organization, "0.0001");
    assertThat(differences())
        .extracting(found -> found.cell().grain())
        .containsExactlyInAnyOrder(Grain.MINUTE, Grain.QUARTER, Grain.DAY);
  }

  private static Grain grain(String table) {
    return table.equals("sealed_block")
        ? Grain.DAY
        : Grain.valueOf(table.substring(table.indexOf('_') + 1).toUpperCase(Locale.ROOT));
  }

  @Test
  void an_entry_that_no_rollup_counts_is_found() {
    book(5, Duration.ofDays(1));
    PostgresForTests.database()
        .asLedger(
            "copying an entry",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      insert into entries select organization_id, event_time, journal,
                        journal_offset + 1000000, event_id, status, provider_id, model_id, project_id,
                        team_id, user_id, key_id, session_id, feature_id, environment_id,
                        operation_id, service_tier_id, tag_ids, event
                      from entries where organization_id = ? limit 1\
                      """)) {
                statement.setObject(1, organization.value());
                return statement.executeUpdate();
              }
            });
    assertThat(differences()).isNotEmpty();
  }
}
