package ai.meterr.control.prices;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.Period;
import ai.meterr.cost.CostResult;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricer;
import ai.meterr.pricing.Pricers;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Usage;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /api/v1/unpriced}: what was used and has no cost, by model, most calls first. From
 * rollups, by day.
 */
public final class UnpricedAnswers {
  private static final String UNPRICED = "unpriced";

  private final Askers askers;
  private final Reports reports;
  private final Pricers pricers;
  private final Function<OrganizationId, ZoneId> zones;
  private final InstantSource clock;

  public UnpricedAnswers(
      Askers askers,
      Reports reports,
      Pricers pricers,
      Function<OrganizationId, ZoneId> zones,
      InstantSource clock) {
    this.askers = askers;
    this.reports = reports;
    this.pricers = pricers;
    this.zones = zones;
    this.clock = clock;
  }

  private record Model(String provider, String name) {
    private static final Comparator<Model> ORDER =
        Comparator.comparing(Model::provider).thenComparing(Model::name);
  }

  /**
   * @param calls events, and sub-calls under their own model
   */
  private record Waiting(long calls, Usage usage, OffsetDateTime first, OffsetDateTime last) {
    Waiting and(Waiting later) {
      return new Waiting(calls + later.calls, usage.plus(later.usage), first, later.last);
    }
  }

  public void list(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    Parameters parameters =
        Parameters.read(request.query().rawValue(), Set.of(Period.FROM, Period.TO));
    Instant from = parameters.requiredInstant(Period.FROM);
    Instant to = parameters.requiredInstant(Period.TO);
    Period.check(from, to);
    ZoneId zone = asker.zone(zones);
    UsageAnswer answer =
        reports.usage(
            asker.organization(),
            new UsageQuery(
                from,
                to,
                zone,
                Bucket.DAY,
                List.of(Dimension.PROVIDER, Dimension.MODEL),
                Map.of(Dimension.STATUS, List.of(UNPRICED))));
    Pricer pricer = pricers.of(asker.organization());
    Instant now = clock.instant();
    Answers.send(
        response,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("data");
          waiting(answer).entrySet().stream()
              .sorted(
                  Comparator.comparing((Map.Entry<Model, Waiting> entry) -> entry.getValue().calls)
                      .reversed())
              .forEach(entry -> write(json, entry.getKey(), entry.getValue(), pricer, now));
          json.writeEndArray();
          json.writeNumberProperty("total", answer.total().unpriced());
          json.writeStringProperty("as_of", answer.asOf().toString());
          json.writeEndObject();
        });
  }

  private static Map<Model, Waiting> waiting(UsageAnswer answer) {
    Map<Model, Waiting> waiting = new TreeMap<>(Model.ORDER);
    for (UsageAnswer.Row row : answer.rows()) {
      OffsetDateTime day = Objects.requireNonNull(row.bucket());
      if (row.sums().unpriced() > 0) {
        waiting.merge(
            new Model(told(row, Dimension.PROVIDER), told(row, Dimension.MODEL)),
            new Waiting(row.sums().unpriced(), row.sums().usage(), day, day),
            Waiting::and);
      }
    }
    return waiting;
  }

  private static String told(UsageAnswer.Row row, Dimension dimension) {
    return Objects.requireNonNullElse(row.group().get(dimension), "");
  }

  private static void write(
      JsonGenerator json, Model model, Waiting waiting, Pricer pricer, Instant now) {
    json.writeStartObject();
    json.writeStringProperty("provider", model.provider);
    json.writeStringProperty("model", model.name.isEmpty() ? null : model.name);
    json.writeNumberProperty("calls", waiting.calls);
    json.writeStringProperty("first_day", day(waiting.first));
    json.writeStringProperty("last_day", day(waiting.last));
    json.writeStringProperty("reason", reason(model, waiting.usage, pricer, now));
    json.writeEndObject();
  }

  private static String day(OffsetDateTime day) {
    return DateTimeFormatter.ISO_LOCAL_DATE.format(day);
  }

  /** Why a call of it that began now would have no price; null where it would have one. */
  private static @Nullable String reason(Model model, Usage usage, Pricer pricer, Instant now) {
    if (model.name.isEmpty()) {
      return CostResult.Why.NO_SUCH_MODEL.name().toLowerCase(Locale.ROOT);
    }
    Usage.Builder one = Usage.builder();
    usage.quantities().keySet().forEach(meter -> one.add(meter, BigDecimal.ONE));
    CostResult cost =
        pricer.price(
            new Charge(
                new ProviderId(model.provider),
                null,
                new ModelId(model.name),
                Operation.CHAT,
                null,
                null,
                one.build(),
                List.of(),
                now));
    return cost instanceof CostResult.Unpriced(var why, var detail) ? why.wire() : null;
  }
}
