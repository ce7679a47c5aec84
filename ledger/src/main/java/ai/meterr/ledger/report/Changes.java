package ai.meterr.ledger.report;

import ai.meterr.catalog.ModelId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is different in a later version of an event, as far as somebody may care. */
public final class Changes {
  private final List<Change> changes = new ArrayList<>();

  private Changes() {}

  public static List<Change> between(UsageEvent from, UsageEvent to) {
    Changes changes = new Changes();
    changes.figures(from, to);
    changes.attribution(from.attribution(), to.attribution());
    return changes.changes;
  }

  private void figures(UsageEvent from, UsageEvent to) {
    add("provider", from.provider().name(), to.provider().name());
    add("request_model", name(from.requestModel()), name(to.requestModel()));
    add("response_model", name(from.responseModel()), name(to.responseModel()));
    add("operation", from.operation().wire(), to.operation().wire());
    add("service_tier", from.serviceTier(), to.serviceTier());
    add("region", from.region(), to.region());
    add("status", from.status().wire(), to.status().wire());
    add("usage_source", from.facts().usageSource().wire(), to.facts().usageSource().wire());
    Set<Meter> meters = new TreeSet<>(from.usage().quantities().keySet());
    meters.addAll(to.usage().quantities().keySet());
    for (Meter meter : meters) {
      add("usage." + meter.name(), quantity(from, meter), quantity(to, meter));
    }
    add("sub_calls", String.valueOf(from.subCalls().size()), String.valueOf(to.subCalls().size()));
    add("cost", amount(from.cost()), amount(to.cost()));
    add("currency", currency(from.cost()), currency(to.cost()));
  }

  private void attribution(Attribution from, Attribution to) {
    add("key", from.key(), to.key());
    add("project", from.project(), to.project());
    add("team", from.team(), to.team());
    add("user", from.user(), to.user());
    add("session", from.session(), to.session());
    add("feature", from.feature(), to.feature());
    add("environment", from.environment(), to.environment());
    Set<String> tags = new TreeSet<>(from.tags().keySet());
    tags.addAll(to.tags().keySet());
    for (String tag : tags) {
      add("tags." + tag, from.tags().get(tag), to.tags().get(tag));
    }
  }

  private void add(String field, @Nullable String from, @Nullable String to) {
    if (!Objects.equals(from, to)) {
      changes.add(new Change(field, from, to));
    }
  }

  private static @Nullable String name(@Nullable ModelId model) {
    return model == null ? null : model.name();
  }

  private static @Nullable String quantity(UsageEvent event, Meter meter) {
    BigDecimal quantity = event.usage().quantities().get(meter);
    return quantity == null ? null : quantity.toPlainString();
  }

  private static @Nullable String amount(@Nullable Money cost) {
    return cost == null ? null : cost.toDecimalString();
  }

  private static @Nullable String currency(@Nullable Money cost) {
    return cost == null ? null : cost.currency().code();
  }
}
