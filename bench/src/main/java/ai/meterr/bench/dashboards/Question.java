package ai.meterr.bench.dashboards;

import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something that the dashboard asks.
 *
 * @param ask returns how many rows came
 */
record Question(String name, ToIntFunction<Reports> ask) {

  /** Every preset of the overview with what it is compared with, groups, filters, and lists. */
  static List<Question> all(OrganizationId organization, Instant now) {
    Make make = new Make(organization);
    ZoneId zone = Company.ZONE;
    Instant today = Periods.startOf(now, Grain.DAY, zone);
    Instant tomorrow = Periods.nextDay(now, zone);
    Instant month = Periods.startOf(now, Grain.MONTH, zone);
    Instant monthBefore = Periods.startOf(month.minusSeconds(1), Grain.MONTH, zone);
    Instant quarterNow = Periods.floorQuarter(now);
    for (Dimension group : Make.GROUPS) {
      make.usage("month to date by day", month, tomorrow, Bucket.DAY, group, Map.of());
    }
    make.usage(
        "last month until this day",
        monthBefore,
        monthBefore.plus(Duration.between(month, quarterNow)),
        Bucket.DAY,
        Dimension.MODEL,
        Map.of());
    Instant hour = now.truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    make.usage(
        "last hour by minute",
        hour.minusSeconds(3_540),
        hour.plusSeconds(60),
        Bucket.MINUTE,
        Dimension.MODEL,
        Map.of());
    Instant full = now.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    make.usage(
        "24 hours by hour",
        full.minusSeconds(23 * 3_600),
        full.plusSeconds(3_600),
        Bucket.HOUR,
        Dimension.MODEL,
        Map.of());
    make.usage("today by hour", today, tomorrow, Bucket.HOUR, Dimension.KEY, Map.of());
    make.usage("7 days by day", days(today, 6), tomorrow, Bucket.DAY, Dimension.MODEL, Map.of());
    make.usage("30 days by day", days(today, 29), tomorrow, Bucket.DAY, Dimension.TEAM, Map.of());
    make.usage("90 days by day", days(today, 89), tomorrow, Bucket.DAY, Dimension.MODEL, Map.of());
    make.usage("90 days by day", days(today, 89), tomorrow, Bucket.DAY, Dimension.KEY, Map.of());
    Instant year = Periods.startOf(days(month, 330), Grain.MONTH, zone);
    make.usage("12 months by week", year, tomorrow, Bucket.WEEK, Dimension.MODEL, Map.of());
    make.usage("12 months by month", year, tomorrow, Bucket.MONTH, Dimension.PROVIDER, Map.of());
    for (Dimension filter : Make.FILTERS) {
      make.usage(
          "month to date, one " + filter.wire(),
          month,
          tomorrow,
          Bucket.DAY,
          filter == Dimension.MODEL ? Dimension.TEAM : Dimension.MODEL,
          Map.of(filter, List.of(make.common(filter))));
    }
    make.usage(
        "90 days, one user",
        days(today, 89),
        tomorrow,
        Bucket.DAY,
        Dimension.MODEL,
        Map.of(Dimension.USER, List.of(make.common(Dimension.USER))));
    make.usage(
        "90 days, one team",
        days(today, 89),
        tomorrow,
        Bucket.DAY,
        Dimension.MODEL,
        Map.of(Dimension.TEAM, List.of(make.common(Dimension.TEAM))));
    make.usage(
        "90 days, one environment",
        days(today, 89),
        tomorrow,
        Bucket.DAY,
        Dimension.MODEL,
        Map.of(Dimension.ENVIRONMENT, List.of(make.common(Dimension.ENVIRONMENT))));
    make.usage(
        "90 days, a rare project",
        days(today, 89),
        tomorrow,
        Bucket.DAY,
        Dimension.MODEL,
        Map.of(Dimension.PROJECT, List.of(make.rare(Dimension.PROJECT))));
    make.usage(
        "month to date, one team",
        month,
        tomorrow,
        null,
        Dimension.USER,
        Map.of(Dimension.TEAM, List.of(make.common(Dimension.TEAM))));
    make.usage("20 days by day", days(today, 19), tomorrow, Bucket.DAY, Dimension.USER, Map.of());
    make.elsewhere("7 days by day", days(today, 6), tomorrow);
    make.elsewhere("30 days by day", days(today, 29), tomorrow);
    make.usage("month to date by user", month, tomorrow, null, Dimension.USER, Map.of());
    make.usage("month to date by status", month, tomorrow, null, Dimension.STATUS, Map.of());
    make.usage("sessions of today", today, tomorrow, null, Dimension.SESSION, Map.of());
    make.page("latest 10", null, null, Map.of(), 10);
    make.page("month to date, page of 100", month, tomorrow, Map.of(), 100);
    for (Dimension filter : Make.FILTERS) {
      make.page(
          "page of 100, a common " + filter.wire(),
          null,
          null,
          Map.of(filter, List.of(make.common(filter))),
          100);
      make.page(
          "page of 100, a rare " + filter.wire(),
          null,
          null,
          Map.of(filter, List.of(make.rare(filter))),
          100);
    }
    make.page(
        "page of 100, unpriced", null, null, Map.of(Dimension.STATUS, List.of("unpriced")), 100);
    make.page(
        "page of 100, common team and rare model",
        null,
        null,
        Map.of(
            Dimension.TEAM,
            List.of(make.common(Dimension.TEAM)),
            Dimension.MODEL,
            List.of(make.rare(Dimension.MODEL))),
        100);
    return make.questions;
  }

  private static Instant days(Instant day, int before) {
    return day.atZone(Company.ZONE)
        .toLocalDate()
        .minusDays(before)
        .atStartOfDay(Company.ZONE)
        .toInstant();
  }

  private static final class Make {
    private static final List<Dimension> GROUPS =
        List.of(
            Dimension.MODEL,
            Dimension.PROVIDER,
            Dimension.TEAM,
            Dimension.PROJECT,
            Dimension.KEY,
            Dimension.FEATURE,
            Dimension.ENVIRONMENT);
    private static final List<Dimension> FILTERS =
        List.of(
            Dimension.MODEL,
            Dimension.PROVIDER,
            Dimension.TEAM,
            Dimension.PROJECT,
            Dimension.USER,
            Dimension.KEY,
            Dimension.FEATURE,
            Dimension.ENVIRONMENT);

    private final Company company = new Company();
    private final OrganizationId organization;
    private final List<Question> questions = new ArrayList<>();

    Make(OrganizationId organization) {
      this.organization = organization;
    }

    void usage(
        String name,
        Instant from,
        Instant to,
        @Nullable Bucket bucket,
        Dimension group,
        Map<Dimension, List<String>> filters) {
      usage(name, new UsageQuery(from, to, Company.ZONE, bucket, List.of(group), filters));
    }

    /** Days of another zone than the organization's. */
    void elsewhere(String name, Instant from, Instant to) {
      ZoneId zone = ZoneId.of("America/New_York");
      usage(
          name + " in New York",
          new UsageQuery(from, to, zone, Bucket.DAY, List.of(Dimension.MODEL), Map.of()));
    }

    private void usage(String name, UsageQuery query) {
      questions.add(
          new Question(
              name + ", by " + query.groupBy().getFirst().wire(),
              reports -> reports.usage(organization, query).rows().size()));
    }

    void page(
        String name,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<Dimension, List<String>> filters,
        int limit) {
      questions.add(
          new Question(
              name,
              reports ->
                  reports.events(organization, from, to, filters, limit, null).events().size()));
    }

    String common(Dimension dimension) {
      return name(dimension, dimension == Dimension.USER ? company.commonUser() : 0);
    }

    String rare(Dimension dimension) {
      return name(
          dimension,
          switch (dimension) {
            case MODEL -> Company.MODELS - 7;
            case PROVIDER -> Company.PROVIDERS - 1;
            case TEAM -> Company.TEAMS - 1;
            case PROJECT -> Company.PROJECTS - 1;
            case USER -> company.rareUser();
            case KEY -> Company.KEYS - 1;
            case FEATURE -> Company.FEATURES - 1;
            default -> 2;
          });
    }

    private static String name(Dimension dimension, int number) {
      Axis axis = Axis.of(dimension);
      return Dictionary.name(java.util.Objects.requireNonNull(axis), number);
    }
  }
}
