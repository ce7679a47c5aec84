package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large days as they are read once they are over. */
class CutsTest {
  private static final Instant DAY = Instant.parse("2026-11-10T00:00:00Z");
  private static final Instant NEXT = Instant.parse("2026-11-11T00:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("UTC");
  private static final int VALUES = 12;
  private static final List<Cube> CUBES = List.of(Cube.MAIN, Cube.PEOPLE, Cube.LATENCY);

  private final OrganizationId organization = PostgresForTests.newOrganization();
  private final Random random = new Random(3);
  private final Names names = new Names(PostgresForTests.database());
  private final Map<Name, Long> known = new HashMap<>();

  /** Rows are spoiled here: what checks everything later must not meet them. */
  @AfterEach
  void leaveNothing() {
    PostgresForTests.store().forgetting().delete(organization);
  }

  @Test
  void answers_from_cuts_are_those_from_all_lines_for_every_group_and_filter() {
    seal();
    Map<UsageQuery, UsageAnswer> whole = answers();
    assertThat(PostgresForTests.store().days().cut()).isEqualTo(CUBES.size());
    // so that nothing can be read but cuts
    change("update sealed_day set lines = '' where organization_id = ?");
    assertSame(answers(), whole);
  }

  @Test
  void what_is_added_to_a_day_that_is_cut_is_told_at_once_and_after_it_is_cut_again() {
    seal();
    PostgresForTests.store().days().cut();
    long before = requests();
    long added = seal();
    assertThat(requests()).isEqualTo(before + added);
    Map<UsageQuery, UsageAnswer> whole = answers();
    assertThat(PostgresForTests.store().days().cut()).isEqualTo(CUBES.size());
    change("update sealed_day set lines = '' where organization_id = ?");
    assertSame(answers(), whole);
  }

  @Test
  void a_day_is_cut_once_and_not_before_it_is_over() {
    PostgresForTests.CLOCK.set(NEXT);
    try {
      seal();
      assertThat(PostgresForTests.store().days().cut()).isZero();
      PostgresForTests.CLOCK.set(NEXT.plus(Duration.ofHours(3)));
      assertThat(PostgresForTests.store().days().cut()).isEqualTo(CUBES.size());
      assertThat(PostgresForTests.store().days().cut()).isZero();
    } finally {
      PostgresForTests.CLOCK.set(PostgresForTests.NOW);
    }
  }

  @Test
  void cuts_go_with_the_day_that_they_are_of() {
    seal();
    PostgresForTests.store().days().cut();
    String cuts = "select count(*) from sealed_day_cut where organization_id = ?";
    assertThat(count(cuts)).isPositive();
    change("delete from sealed_day where organization_id = ?");
    assertThat(count(cuts)).isZero();
  }

  @Test
  void a_cut_that_lacks_a_value_is_found() {
    seal();
    PostgresForTests.store().days().cut();
    assertThat(wrongCuts()).isZero();
    change(
        "delete from sealed_day_cut where organization_id = ? and cube = 1 and cut = 8"
            + " and first_id = (select max(first_id) from sealed_day_cut"
            + " where cube = 1 and cut = 8)");
    assertThat(wrongCuts()).isEqualTo(1);
  }

  @Test
  void a_rebuild_discards_wrong_cuts() {
    SampleEvents samples = new SampleEvents(1, DAY, Duration.ofDays(1));
    new BookedJournal().book(organization, List.of(samples.plain(), samples.plain()));
    PostgresForTests.store().days().makeDue();
    change("update sealed_day set is_cut = true where organization_id = ? and cube = 1");
    assertThat(requests()).isZero();
    assertThat(wrongCuts()).isEqualTo(1);
    PostgresForTests.store().rebuild().rebuild(organization, DAY, NEXT);
    assertThat(requests()).isEqualTo(2);
    assertThat(PostgresForTests.store().rollupCheck().check(organization, DAY, NEXT).isClean())
        .isTrue();
  }

  private int wrongCuts() {
    return PostgresForTests.store().rollupCheck().check(organization, DAY, NEXT).wrongCuts().size();
  }

  // ------------------------------------------------------------------ questions

  /** Every group with every filter, by day and for the whole time. */
  private Map<UsageQuery, UsageAnswer> answers() {
    Map<UsageQuery, UsageAnswer> answers = new LinkedHashMap<>();
    for (Dimension group : Dimension.values()) {
      ask(answers, Bucket.DAY, group, Map.of());
      for (Dimension filter : Dimension.values()) {
        boolean kept = Cube.answering(EnumSet.of(group, filter)).isPresent();
        if (kept && filter != Dimension.SESSION && filter != Dimension.STATUS) {
          String value = value(Axis.valueOf(filter.name()), 2);
          ask(answers, null, group, Map.of(filter, List.of(value)));
        }
      }
    }
    List<String> some = List.of(value(Axis.KEY, 1), "", value(Axis.KEY, 7));
    ask(answers, null, Dimension.MODEL, Map.of(Dimension.KEY, some));
    ask(answers, null, Dimension.MODEL, Map.of(Dimension.STATUS, List.of("failed")));
    return answers;
  }

  private void ask(
      Map<UsageQuery, UsageAnswer> answers,
      @Nullable Bucket bucket,
      Dimension group,
      Map<Dimension, List<String>> filters) {
    UsageQuery query = new UsageQuery(DAY, NEXT, ZONE, bucket, List.of(group), filters);
    answers.put(query, usage(query));
  }

  private UsageAnswer usage(UsageQuery query) {
    return PostgresForTests.store().unrememberedReports().usage(organization, query);
  }

  private long requests() {
    return usage(new UsageQuery(DAY, NEXT, ZONE, null, List.of(), Map.of())).total().requests();
  }

  private static void assertSame(
      Map<UsageQuery, UsageAnswer> found, Map<UsageQuery, UsageAnswer> expected) {
    assertThat(found).hasSameSizeAs(expected);
    expected.forEach(
        (query, answer) -> {
          UsageAnswer one = Objects.requireNonNull(found.get(query));
          assertThat(one.rows()).as("%s", query).isEqualTo(answer.rows());
          assertThat(one.total()).as("%s", query).isEqualTo(answer.total());
        });
    assertThat(expected.values()).anyMatch(answer -> answer.rows().size() >= VALUES);
  }

  // ------------------------------------------------------------------ lines

  /** Seals lines of each cube into the day; returns how many events the main cube got. */
  private long seal() {
    long events = 0;
    for (Cube cube : CUBES) {
      LineSums sums = new LineSums(cube.axes().size());
      for (int i = 0; i < (cube == Cube.LATENCY ? 9_000 : 3_000); i++) {
        Line line = new Line(ids(cube), random.nextInt(9) == 0 ? "failed" : "priced", "USD");
        int count = 1 + random.nextInt(5);
        if (cube == Cube.LATENCY) {
          sums.add(line, new Measured("latency_ms", 60 + random.nextInt(20)), total(count, 0));
          sums.add(line, new Measured("time_to_first_token_ms", 40), total(count, 0));
        } else {
          sums.add(line, new Measured("event", 0), total(count, random.nextInt(9_999)));
          sums.add(line, new Measured("input", 0), total(17 * count, random.nextInt(9_999)));
          events += cube == Cube.MAIN ? count : 0;
        }
      }
      PostgresForTests.database()
          .asLedger(
              "sealing a day",
              connection -> {
                Sealed.locked(connection, organization).add(cube, Grain.DAY, DAY, sums);
                return null;
              });
    }
    return events;
  }

  private static Total total(int quantity, int amount) {
    return new Total(BigDecimal.valueOf(quantity), BigDecimal.valueOf(amount, 4));
  }

  private List<Long> ids(Cube cube) {
    List<Long> ids = new ArrayList<>();
    for (Axis axis : cube.axes()) {
      int number = random.nextInt(VALUES);
      ids.add(number == 0 ? 0L : id(axis, number));
    }
    return ids;
  }

  private long id(Axis axis, int number) {
    Name name = new Name(organization, axis, value(axis, number));
    return known.computeIfAbsent(
        name, unseen -> Objects.requireNonNull(names.ids(Set.of(unseen)).get(unseen)));
  }

  private static String value(Axis axis, int number) {
    return axis.wire() + "-" + number;
  }

  private int change(String sql) {
    return PostgresForTests.change(organization, sql);
  }

  private int count(String sql) {
    return PostgresForTests.count(organization, sql);
  }
}
