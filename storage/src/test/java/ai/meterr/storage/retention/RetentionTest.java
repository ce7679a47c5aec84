package ai.meterr.storage.retention;

import static ai.meterr.storage.PostgresForTests.NOW;
import static ai.meterr.storage.PostgresForTests.newOrganization;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.MeterrKey;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.PostgresStore;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final PostgresStore STORE = PostgresForTests.store();
  private static final Duration DAY = Duration.ofDays(1);

  private final BookedJournal journal = new BookedJournal();

  private static List<UsageEvent> events(long seed, Instant day, int count) {
    SampleEvents samples = new SampleEvents(seed, day, DAY);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(samples.next());
    }
    return events;
  }

  private static UsageAnswer usage(OrganizationId organization, List<Dimension> groups) {
    return STORE
        .reports()
        .usage(
            organization,
            new UsageQuery(
                NOW.minus(Duration.ofDays(300)),
                NOW.plus(DAY),
                ZoneOffset.UTC,
                null,
                groups,
                Map.of()));
  }

  private static Sums total(OrganizationId organization) {
    return usage(organization, List.of()).total();
  }

  private static List<UsageEvent> kept(OrganizationId organization) {
    return STORE.reports().events(organization, null, null, Map.of(), 1000, null).events();
  }

  @Test
  void raw_entries_go_when_their_time_is_over_and_sums_stay() {
    OrganizationId usual = newOrganization("Asia/Kolkata");
    OrganizationId longer = newOrganization();
    STORE.organizations().keepRaw(longer, 400);
    for (OrganizationId organization : List.of(usual, longer)) {
      journal.book(organization, events(1, NOW.minus(Duration.ofDays(200)), 20));
      journal.book(organization, events(2, NOW.minus(DAY), 30));
    }
    Sums before = total(usual);

    STORE.retention().keep();

    assertThat(kept(usual)).hasSize(30);
    assertThat(kept(longer)).hasSize(50);
    assertThat(total(usual)).isEqualTo(before);
    assertThat(before.requests()).isEqualTo(50);
    for (OrganizationId organization : List.of(usual, longer)) {
      assertThat(
              STORE
                  .rollupCheck()
                  .check(organization, NOW.minus(Duration.ofDays(300)), NOW.plus(DAY))
                  .differences())
          .as("days whose raw entries are gone are not compared")
          .isEmpty();
    }
  }

  @Test
  void a_person_is_erased_everywhere_and_the_sums_stay() {
    OrganizationId ours = newOrganization();
    OrganizationId theirs = newOrganization();
    List<UsageEvent> events = events(3, NOW.minus(DAY), 200);
    journal.book(ours, events);
    journal.book(theirs, events);
    String person =
        events.stream()
            .map(event -> event.attribution().user())
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    Sums before = total(ours);

    assertThat(STORE.forgetting().erasePerson(ours, person)).isPositive();

    assertThat(kept(ours)).extracting(event -> event.attribution().user()).doesNotContain(person);
    assertThat(users(ours)).doesNotContain(person).anyMatch(user -> user.startsWith("erased-"));
    assertThat(total(ours)).isEqualTo(before);
    assertThat(users(theirs)).contains(person);
    assertThat(STORE.forgetting().erasePerson(ours, person)).isZero();
  }

  private static List<String> users(OrganizationId organization) {
    return usage(organization, List.of(Dimension.USER)).rows().stream()
        .map(row -> String.valueOf(row.group().get(Dimension.USER)))
        .toList();
  }

  @Test
  void a_deleted_organization_leaves_a_receipt_and_nothing_else_even_of_what_comes_late() {
    OrganizationId gone = newOrganization();
    OrganizationId stays = newOrganization();
    MeterrKey key = MeterrKey.generate(new Random(5));
    STORE.organizations().addKey(gone, key, "key", Set.of(Scope.CALL));
    journal.book(gone, events(4, NOW.minus(DAY), 40));
    journal.book(stays, events(5, NOW.minus(DAY), 10));

    Forgetting.Receipt receipt = STORE.forgetting().delete(gone).orElseThrow();

    assertThat(receipt.name()).isEqualTo("Test");
    assertThat(receipt.rows()).containsEntry("entries", 40L).containsEntry("meterr_keys", 1L);
    assertThat(STORE.keys().find(key.hash())).isInstanceOf(Found.Unknown.class);
    assertThat(kept(gone)).isEmpty();
    assertThat(total(gone).requests()).isZero();
    assertThat(kept(stays)).hasSize(10);
    journal.book(gone, events(6, NOW.minus(DAY), 7));
    STORE.forgetting().deleteLatecomers();
    assertThat(kept(gone)).isEmpty();
    assertThat(STORE.forgetting().delete(gone).orElseThrow().rows()).containsEntry("entries", 47L);
    assertThat(STORE.forgetting().delete(new OrganizationId(new java.util.UUID(1, 2)))).isEmpty();
  }
}
