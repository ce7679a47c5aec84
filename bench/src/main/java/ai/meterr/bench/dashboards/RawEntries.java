package ai.meterr.bench.dashboards;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageSource;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Raw entries of the last 90 days: a few thousand calls over and over, each time another event. */
final class RawEntries {
  static final String COLUMNS =
      "organization_id, event_time, journal, journal_offset, event_id, status, provider_id,"
          + " model_id, project_id, team_id, user_id, key_id, session_id, feature_id,"
          + " environment_id, operation_id, service_tier_id, tag_ids, event";

  private static final int CALLS = 20_000;
  private static final String ID = "00000000-0000-7000-8000-000000000000";
  private static final Instant TIME = Instant.parse("2001-01-01T00:00:00.001Z");

  /** Ids in the order of the columns. */
  private record Template(String json, String status, long[] axes) {}

  private final List<Template> templates = new ArrayList<>();
  private final OrganizationId organization;
  private final Instant now;

  RawEntries(Company company, Dictionary dictionary, OrganizationId organization, Instant now) {
    this.organization = organization;
    this.now = now;
    for (int i = 0; i < CALLS; i++) {
      Company.Call call = company.next();
      Status status = Status.valueOf(Company.STATUSES[call.status].toUpperCase(Locale.ROOT));
      long[] axes = {
        dictionary.id(Axis.PROVIDER, call.provider()),
        dictionary.id(Axis.MODEL, call.model),
        dictionary.id(Axis.PROJECT, call.project),
        dictionary.id(Axis.TEAM, call.team),
        call.user < 0 ? 0 : dictionary.id(Axis.USER, call.user),
        dictionary.id(Axis.KEY, call.key),
        0,
        dictionary.id(Axis.FEATURE, call.feature),
        dictionary.id(Axis.ENVIRONMENT, call.environment),
        dictionary.id(Axis.OPERATION, 0),
        0
      };
      templates.add(
          new Template(
              new String(EventJson.write(event(call, status)), StandardCharsets.UTF_8),
              status.wire(),
              axes));
    }
  }

  private static UsageEvent event(Company.Call call, Status status) {
    boolean priced = call.status == Company.PRICED;
    ModelId model = new ModelId(Dictionary.name(Axis.MODEL, call.model));
    Usage usage =
        Usage.builder()
            .add(Meter.INPUT, call.input)
            .add(Meter.CACHE_READ, call.cacheRead)
            .add(Meter.OUTPUT, call.output)
            .add(Meter.REASONING, call.reasoning)
            .build();
    List<ai.meterr.cost.Line> lines = new ArrayList<>();
    if (priced) {
      usage.forEach(
          (meter, quantity) ->
              lines.add(
                  ai.meterr.cost.Line.of(
                      meter,
                      quantity,
                      BigDecimal.valueOf(call.price(meter.equals(Meter.OUTPUT)), 2))));
    }
    BigDecimal cost =
        lines.stream().map(ai.meterr.cost.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new UsageEvent(
        new EventId(ID),
        ID,
        1,
        TIME,
        new ProviderId(Dictionary.name(Axis.PROVIDER, call.provider())),
        model,
        model,
        Operation.CHAT,
        null,
        null,
        call.firstTokenMillis > 0,
        priced ? 200 : null,
        new UsageEvent.Facts(
            priced ? Ending.COMPLETED : Ending.NO_ANSWER,
            priced ? UsageSource.PROVIDER : UsageSource.NONE,
            priced ? PricingState.PRICED : PricingState.UNPRICED),
        status,
        usage,
        priced ? new Money(cost, CurrencyCode.USD) : null,
        lines,
        null,
        List.of(),
        null,
        Source.GATEWAY,
        List.of(),
        priced ? "resp_0192a3b4c5d6e7f80123456789abcdef" : null,
        Duration.ofMillis(call.latencyMillis),
        call.firstTokenMillis > 0 ? Duration.ofMillis(call.firstTokenMillis) : null,
        Attribution.NONE);
  }

  void write(long count, Copy copy) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    long apart = Duration.ofDays(90).toMillis() * 1_000 / Math.max(count, 1);
    for (long i = 0; i < count; i++) {
      Template template = templates.get(random.nextInt(templates.size()));
      Instant time = now.minus((count - i) * apart, java.time.temporal.ChronoUnit.MICROS);
      String id = String.format(Locale.ROOT, "%012x", time.toEpochMilli());
      id =
          id.substring(0, 8)
              + "-"
              + id.substring(8)
              + "-7000-8000-"
              + Long.toHexString(0x100000000000L + i);
      copy.row(19)
          .uuid(organization.value())
          .time(time)
          .int4(1)
          .int8((i + 1) * 1_000)
          .text(id)
          .text(template.status);
      for (long axis : template.axes) {
        copy.int8(axis);
      }
      copy.noInt8s().text(template.json.replace(ID, id).replace(TIME.toString(), time.toString()));
    }
  }
}
