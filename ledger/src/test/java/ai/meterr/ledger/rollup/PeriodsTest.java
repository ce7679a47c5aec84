package ai.meterr.ledger.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.ledger.rollup.Periods.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeriodsTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant NOW = at("2026-11-24T12:07:30Z");

  @Test
  void a_time_that_begins_and_ends_on_quarters_is_read_from_quarters() {
    assertThat(covering("2026-11-24T09:15:00Z", "2026-11-24T11:45:00Z", null, UTC))
        .containsExactly(stretch(Grain.QUARTER, "2026-11-24T09:15:00Z", "2026-11-24T11:45:00Z"));
  }

  @Test
  void within_three_days_the_edges_are_read_to_the_minute() {
    assertThat(covering("2026-11-24T09:10:20Z", "2026-11-24T11:47:01Z", null, UTC))
        .containsExactly(
            stretch(Grain.MINUTE, "2026-11-24T09:10:00Z", "2026-11-24T09:15:00Z"),
            stretch(Grain.QUARTER, "2026-11-24T09:15:00Z", "2026-11-24T11:45:00Z"),
            stretch(Grain.MINUTE, "2026-11-24T11:45:00Z", "2026-11-24T11:48:00Z"));
  }

  @Test
  void a_time_within_one_quarter_is_read_from_minutes() {
    assertThat(covering("2026-11-24T09:16:00Z", "2026-11-24T09:20:00Z", null, UTC))
        .containsExactly(stretch(Grain.MINUTE, "2026-11-24T09:16:00Z", "2026-11-24T09:20:00Z"));
  }

  @Test
  void older_edges_are_read_in_whole_quarters() {
    assertThat(covering("2026-10-01T09:10:20Z", "2026-10-01T11:47:01Z", Bucket.HOUR, UTC))
        .containsExactly(stretch(Grain.QUARTER, "2026-10-01T09:00:00Z", "2026-10-01T12:00:00Z"));
  }

  @Test
  void whole_days_of_the_organization_are_read_as_days_and_what_is_left_from_quarters() {
    assertThat(covering("2026-11-01T12:00:00Z", "2026-11-20T12:00:00Z", Bucket.DAY, PARIS))
        .containsExactly(
            stretch(Grain.QUARTER, "2026-11-01T12:00:00Z", "2026-11-01T23:00:00Z"),
            stretch(Grain.DAY, "2026-11-01T23:00:00Z", "2026-11-19T23:00:00Z"),
            stretch(Grain.QUARTER, "2026-11-19T23:00:00Z", "2026-11-20T12:00:00Z"));
  }

  @Test
  void weeks_and_months_are_read_as_such_where_they_are_whole() {
    assertThat(covering("2026-10-01T00:00:00Z", "2026-11-20T00:00:00Z", Bucket.WEEK, UTC))
        .containsExactly(
            stretch(Grain.DAY, "2026-10-01T00:00:00Z", "2026-10-05T00:00:00Z"),
            stretch(Grain.WEEK, "2026-10-05T00:00:00Z", "2026-11-16T00:00:00Z"),
            stretch(Grain.DAY, "2026-11-16T00:00:00Z", "2026-11-20T00:00:00Z"));
    for (Bucket bucket : Arrays.asList(Bucket.MONTH, null)) {
      assertThat(covering("2026-08-31T00:00:00Z", "2026-11-02T06:00:00Z", bucket, UTC))
          .containsExactly(
              stretch(Grain.DAY, "2026-08-31T00:00:00Z", "2026-09-01T00:00:00Z"),
              stretch(Grain.MONTH, "2026-09-01T00:00:00Z", "2026-11-01T00:00:00Z"),
              stretch(Grain.DAY, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"),
              stretch(Grain.QUARTER, "2026-11-02T00:00:00Z", "2026-11-02T06:00:00Z"));
    }
  }

  @Test
  void before_quarters_are_kept_whole_days_answer_and_nothing_finer() {
    assertThat(covering("2024-03-01T10:00:00Z", "2024-03-02T10:00:00Z", Bucket.DAY, UTC))
        .containsExactly(stretch(Grain.DAY, "2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"));
    assertThatThrownBy(
            () -> covering("2025-09-30T00:00:00Z", "2026-11-02T00:00:00Z", Bucket.HOUR, UTC))
        .isInstanceOf(CombinationNotKept.class)
        .hasMessageContaining("13 months");
    assertThat(covering("2025-10-01T00:00:00Z", "2026-11-02T00:00:00Z", Bucket.HOUR, UTC))
        .containsExactly(stretch(Grain.QUARTER, "2025-10-01T00:00:00Z", "2026-11-02T00:00:00Z"));
  }

  @Test
  void days_of_another_zone_are_summed_from_quarters() {
    assertThat(
            Periods.covering(
                query("2026-10-31T23:00:00Z", "2026-11-19T23:00:00Z", Bucket.DAY, PARIS),
                Cube.MAIN,
                NOW,
                UTC))
        .extracting(Stretch::grain)
        .containsExactly(Grain.QUARTER);
  }

  @Test
  void minutes_older_than_three_days_are_refused_with_what_can_be_asked() {
    assertThatThrownBy(
            () -> covering("2026-11-21T12:00:00Z", "2026-11-24T12:00:00Z", Bucket.MINUTE, UTC))
        .isInstanceOf(CombinationNotKept.class)
        .hasMessageContaining("an hour or more");
    assertThat(covering("2026-11-21T12:08:00Z", "2026-11-24T12:00:00Z", Bucket.MINUTE, UTC))
        .hasSize(1);
  }

  @Test
  void sessions_are_kept_by_day_in_the_organizations_zone() {
    assertThat(
            Periods.covering(
                query("2026-11-02T10:00:00Z", "2026-11-03T10:00:00Z", null, UTC),
                Cube.SESSIONS,
                NOW,
                PARIS))
        .containsExactly(stretch(Grain.DAY, "2026-11-01T23:00:00Z", "2026-11-03T23:00:00Z"));
    for (Bucket tooFine : List.of(Bucket.MINUTE, Bucket.HOUR)) {
      assertThatThrownBy(
              () ->
                  Periods.covering(
                      query("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", tooFine, PARIS),
                      Cube.SESSIONS,
                      NOW,
                      PARIS))
          .isInstanceOf(CombinationNotKept.class);
    }
    assertThatThrownBy(
            () ->
                Periods.covering(
                    query("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z", Bucket.DAY, UTC),
                    Cube.SESSIONS,
                    NOW,
                    PARIS))
        .isInstanceOf(CombinationNotKept.class);
  }

  @Test
  void whatever_is_asked_every_moment_is_covered_once_and_no_more_than_the_edges_beside() {
    Random random = new Random(7);
    List<ZoneId> zones = List.of(UTC, PARIS, ZoneId.of("Asia/Kathmandu"));
    for (int round = 0; round < 2_000; round++) {
      ZoneId home = zones.get(random.nextInt(zones.size()));
      Instant from = NOW.minusSeconds(random.nextInt(100 * 86_400));
      Instant to = from.plusSeconds(1 + random.nextInt(75 * 86_400));
      Bucket bucket =
          Arrays.asList(null, Bucket.HOUR, Bucket.DAY, Bucket.WEEK, Bucket.MONTH)
              .get(random.nextInt(5));
      List<Stretch> stretches =
          Periods.covering(
              new UsageQuery(from, to, home, bucket, List.of(), Map.of()), Cube.MAIN, NOW, home);
      assertThat(stretches.getFirst().from()).isBetween(from.minus(Duration.ofMinutes(15)), from);
      assertThat(stretches.getLast().to()).isBetween(to, to.plus(Duration.ofMinutes(15)));
      for (int i = 1; i < stretches.size(); i++) {
        assertThat(stretches.get(i).from()).isEqualTo(stretches.get(i - 1).to());
      }
      for (Stretch stretch : stretches) {
        if (stretch.grain() != Grain.MINUTE) {
          Grain grain = stretch.grain();
          assertThat(Periods.startOf(stretch.from(), grain, home)).isEqualTo(stretch.from());
          assertThat(Periods.startOf(stretch.to(), grain, home)).isEqualTo(stretch.to());
        }
        if (stretch.grain() == Grain.MINUTE) {
          assertThat(stretch.from()).isAfterOrEqualTo(NOW.minus(Grain.MINUTES_KEPT));
        }
      }
    }
  }

  @Test
  void the_hour_that_a_zone_repeats_is_two_buckets_and_the_one_it_skips_is_none() {
    assertThat(
            Periods.buckets(
                at("2026-10-24T23:30:00Z"), at("2026-10-25T03:00:00Z"), Bucket.HOUR, PARIS))
        .containsExactly(
            at("2026-10-24T23:00:00Z"),
            at("2026-10-25T00:00:00Z"),
            at("2026-10-25T01:00:00Z"),
            at("2026-10-25T02:00:00Z"));
    assertThat(
            Periods.buckets(
                at("2026-03-29T00:00:00Z"), at("2026-03-29T03:00:00Z"), Bucket.HOUR, PARIS))
        .hasSize(3);
  }

  @Test
  void days_are_as_long_as_the_zone_makes_them_and_weeks_begin_on_monday() {
    assertThat(
            Periods.buckets(
                at("2026-10-24T22:00:00Z"), at("2026-10-26T23:00:00Z"), Bucket.DAY, PARIS))
        .containsExactly(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
    assertThat(
            Periods.buckets(
                at("2026-11-04T00:00:00Z"), at("2026-11-10T00:00:00Z"), Bucket.WEEK, UTC))
        .containsExactly(at("2026-11-02T00:00:00Z"), at("2026-11-09T00:00:00Z"));
    assertThat(
            Periods.buckets(
                at("2026-01-31T00:00:00Z"), at("2026-03-01T00:00:00Z"), Bucket.MONTH, UTC))
        .containsExactly(at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
  }

  @Test
  void hours_of_zones_between_full_hours_begin_on_their_own_clock() {
    assertThat(
            Periods.buckets(
                at("2026-11-04T00:00:00Z"),
                at("2026-11-04T01:00:00Z"),
                Bucket.HOUR,
                ZoneId.of("Asia/Kathmandu")))
        .containsExactly(at("2026-11-03T23:15:00Z"), at("2026-11-04T00:15:00Z"));
  }

  @Test
  void buckets_grow_strictly_in_every_zone_around_every_change_of_clocks() {
    for (String name : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(name);
      var change = zone.getRules().nextTransition(at("2026-01-01T00:00:00Z"));
      if (change != null && change.getInstant().isBefore(at("2030-01-01T00:00:00Z"))) {
        for (Bucket bucket : List.of(Bucket.HOUR, Bucket.DAY, Bucket.WEEK, Bucket.MONTH)) {
          Instant from = change.getInstant().minus(Duration.ofDays(3));
          List<Instant> buckets =
              Periods.buckets(from, from.plus(Duration.ofDays(6)), bucket, zone);
          assertThat(buckets).isSorted().doesNotHaveDuplicates();
          assertThat(buckets.getFirst()).isBeforeOrEqualTo(from);
        }
      }
    }
  }

  @Test
  void more_buckets_than_anyone_can_look_at_are_refused() {
    assertThatThrownBy(
            () ->
                Periods.buckets(
                    at("2000-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"), Bucket.HOUR, UTC))
        .isInstanceOf(CombinationNotKept.class);
  }

  private static List<Stretch> covering(
      String from, String to, @Nullable Bucket bucket, ZoneId zone) {
    return Periods.covering(query(from, to, bucket, zone), Cube.MAIN, NOW, zone);
  }

  private static UsageQuery query(String from, String to, @Nullable Bucket bucket, ZoneId zone) {
    return new UsageQuery(at(from), at(to), zone, bucket, List.of(), Map.of());
  }

  private static Stretch stretch(Grain grain, String from, String to) {
    return new Stretch(grain, at(from), at(to));
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }
}
