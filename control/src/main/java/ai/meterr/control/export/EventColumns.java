package ai.meterr.control.export;

import ai.meterr.catalog.ModelId;
import ai.meterr.control.export.EventColumn.Decimal;
import ai.meterr.control.export.EventColumn.Flag;
import ai.meterr.control.export.EventColumn.Text;
import ai.meterr.control.export.EventColumn.Time;
import ai.meterr.control.export.EventColumn.Whole;
import ai.meterr.event.UsageEvent;
import ai.meterr.money.Money;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event as one row, in the contract's names and order. Its {@code usage} is a column {@code
 * usage_…} for each class and unit, summed over modalities, 0 where there was none. What is a list
 * in itself has no column: receipt lines and sub-calls (their money is in {@code cost}).
 */
final class EventColumns {
  static final List<EventColumn> ALL = all();

  private EventColumns() {}

  private static List<EventColumn> all() {
    List<EventColumn> columns = new ArrayList<>();
    columns.add(new Text("id", event -> event.id().value()));
    columns.add(new Text("request_id", UsageEvent::requestId));
    columns.add(new Whole("attempt", event -> (long) event.attempt()));
    columns.add(new Time("time", UsageEvent::time));
    columns.add(new Text("provider", event -> event.provider().name()));
    columns.add(new Text("request_model", event -> name(event.requestModel())));
    columns.add(new Text("response_model", event -> name(event.responseModel())));
    columns.add(new Text("operation", event -> event.operation().wire()));
    columns.add(new Text("service_tier", UsageEvent::serviceTier));
    columns.add(new Text("region", UsageEvent::region));
    columns.add(new Flag("streamed", UsageEvent::streamed));
    columns.add(new Whole("http_status", event -> whole(event.httpStatus())));
    columns.add(new Text("status", event -> event.status().wire()));
    columns.add(new Text("ending", event -> event.facts().ending().wire()));
    columns.add(new Text("usage_source", event -> event.facts().usageSource().wire()));
    columns.add(new Text("pricing", event -> event.facts().pricing().wire()));
    for (MeterKind kind : MeterKind.values()) {
      String name = "usage_" + kind.wire();
      columns.add(
          kind.isTokens()
              ? new Whole(name, event -> event.usage().tokens(kind))
              : new Decimal(name, event -> event.usage().quantity(Meter.of(kind))));
    }
    columns.add(new Decimal("cost", event -> amount(event.cost())));
    columns.add(new Text("currency", event -> currency(event.cost())));
    columns.add(new Text("price", event -> event.price() == null ? null : event.price().id()));
    columns.add(new Decimal("provider_cost", event -> amount(event.providerCost())));
    columns.add(new Text("provider_cost_currency", event -> currency(event.providerCost())));
    columns.add(new Text("source", event -> event.source().wire()));
    columns.add(new Text("notes", event -> joined(event.notes())));
    columns.add(new Text("provider_response_id", UsageEvent::providerResponseId));
    columns.add(new Whole("latency_ms", event -> millis(event.latency())));
    columns.add(new Whole("time_to_first_token_ms", event -> millis(event.timeToFirstToken())));
    columns.add(new Text("key", event -> event.attribution().key()));
    columns.add(new Text("project", event -> event.attribution().project()));
    columns.add(new Text("team", event -> event.attribution().team()));
    columns.add(new Text("user", event -> event.attribution().user()));
    columns.add(new Text("session", event -> event.attribution().session()));
    columns.add(new Text("feature", event -> event.attribution().feature()));
    columns.add(new Text("environment", event -> event.attribution().environment()));
    columns.add(new Text("tags", event -> tags(event.attribution().tags())));
    return List.copyOf(columns);
  }

  private static @Nullable String name(@Nullable ModelId model) {
    return model == null ? null : model.name();
  }

  private static @Nullable Long whole(@Nullable Integer value) {
    return value == null ? null : value.longValue();
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  private static @Nullable BigDecimal amount(@Nullable Money money) {
    return money == null ? null : money.amount();
  }

  private static @Nullable String currency(@Nullable Money money) {
    return money == null ? null : money.currency().code();
  }

  private static @Nullable String joined(List<String> notes) {
    return notes.isEmpty() ? null : String.join("; ", notes);
  }

  /** As the header {@code x-meterr-tags} has them. */
  private static @Nullable String tags(Map<String, String> tags) {
    return tags.isEmpty()
        ? null
        : tags.entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(","));
  }
}
