package ai.meterr.control;

import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Why;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Ingest;
import ai.meterr.ledger.Outcome;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricer;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A ledger in memory that counts each id of an organization once. */
final class MemoryIngest implements Ingest {
  private static final PriceRef PRICE =
      new PriceRef("test", "https://example.com", LocalDate.of(2026, 8, 1), null);

  /** Every token of every model but {@code nameless} costs two dollars a million. */
  static final Pricer PRICES = MemoryIngest::price;

  private final MemoryReports reports;
  private final Set<Known> known = new HashSet<>();
  private volatile @Nullable String late;
  private volatile CountDownLatch mayGoOn = new CountDownLatch(0);

  private record Known(OrganizationId organization, EventId id) {}

  MemoryIngest(MemoryReports reports) {
    this.reports = reports;
  }

  /** From now on nothing comes into the ledger in time; null: it does again. */
  void late(@Nullable String why) {
    late = why;
  }

  /** From now on the ledger takes nothing before the latch opens. */
  void holdUntil(CountDownLatch latch) {
    mayGoOn = latch;
  }

  @Override
  public Answer take(OrganizationId organization, List<UsageEvent> events)
      throws InterruptedException {
    mayGoOn.await();
    String why = late;
    if (why != null) {
      return new Answer.NotInTime(why);
    }
    List<Outcome> outcomes = new ArrayList<>();
    synchronized (known) {
      for (UsageEvent event : events) {
        if (known.add(new Known(organization, event.id()))) {
          reports.add(organization, event);
          outcomes.add(Outcome.COUNTED);
        } else {
          outcomes.add(Outcome.REPEATED);
        }
      }
    }
    return new Answer.Settled(outcomes);
  }

  private static CostResult price(Charge charge) {
    if (charge.billedModel() == null || charge.billedModel().name().equals("nameless")) {
      return new CostResult.Unpriced(Why.NO_SUCH_MODEL, "nameless");
    }
    List<Line> lines = lines(charge.usage());
    List<PricedSubCall> subCalls =
        charge.subCalls().stream()
            .map(call -> new PricedSubCall(call, lines(call.usage())))
            .toList();
    BigDecimal total = sum(lines);
    for (PricedSubCall call : subCalls) {
      total = total.add(sum(call.lines()));
    }
    return new CostResult.Priced(new Money(total, CurrencyCode.USD), lines, PRICE, subCalls);
  }

  private static List<Line> lines(Usage usage) {
    List<Line> lines = new ArrayList<>();
    usage.forEach((meter, quantity) -> lines.add(Line.of(meter, quantity, BigDecimal.valueOf(2))));
    return lines;
  }

  private static BigDecimal sum(List<Line> lines) {
    return lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
