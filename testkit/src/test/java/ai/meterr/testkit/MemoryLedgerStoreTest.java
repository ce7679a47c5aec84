package ai.meterr.testkit;

import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.report.Sums;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Usage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

class MemoryLedgerStoreTest extends LedgerStoreContract {
  private final MemoryLedgerStore store = new MemoryLedgerStore();

  @Override
  protected LedgerStore store() {
    return store;
  }

  @Override
  protected OrganizationId newOrganization() {
    return new OrganizationId(UUID.randomUUID());
  }

  @Override
  protected List<UsageEvent> events(OrganizationId organization) {
    return store.events(organization);
  }

  /** It has no rollups: what its entries add up to. */
  @Override
  protected Sums total(OrganizationId organization) {
    List<UsageEvent> events = store.events(organization);
    Map<CurrencyCode, Money> costs =
        events.stream()
            .map(UsageEvent::cost)
            .filter(Objects::nonNull)
            .collect(Collectors.toMap(Money::currency, cost -> cost, Money::plus));
    Money usd = costs.remove(CurrencyCode.USD);
    return new Sums(
        events.size(),
        events.stream().map(UsageEvent::usage).reduce(Usage.NONE, Usage::plus),
        usd == null ? Money.zero(CurrencyCode.USD) : usd,
        costs,
        new TreeMap<>(),
        count(events, Status.UNPRICED),
        count(events, Status.ESTIMATED),
        count(events, Status.UNKNOWN),
        count(events, Status.INTERRUPTED),
        count(events, Status.FAILED),
        count(events, Status.NOT_BILLED),
        null,
        null);
  }

  private static long count(List<UsageEvent> events, Status status) {
    return events.stream().filter(event -> event.status() == status).count();
  }
}
