package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.rollup.Measure;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts series' sums together into one {@link Sums}. */
final class SumsBuilder {
  private static final int STATUSES = Status.values().length;

  private final CurrencyCode currency;
  private final long[] events = new long[STATUSES];
  private final Usage.Builder usage = Usage.builder();
  private final SortedMap<Meter, BigDecimal> amounts = new TreeMap<>();
  private BigDecimal cost = BigDecimal.ZERO;
  private Map<CurrencyCode, Money> others = Map.of();
  private long subCallsUnpriced;

  SumsBuilder(CurrencyCode currency) {
    this.currency = currency;
  }

  void add(Status status, String measure, String currencyCode, Total sum) {
    if (measure.equals(Measure.EVENT.name())) {
      int at = status.ordinal();
      events[at] = Math.addExact(events[at], sum.quantity().longValueExact());
      cost(currencyCode, sum.amount());
    } else if (measure.equals(Measure.SUB_CALL.name())) {
      // its tokens stand under its own model, where no event may be counted: the sum must say so
      subCallsUnpriced += status == Status.UNPRICED ? sum.quantity().longValueExact() : 0;
      cost(currencyCode, sum.amount());
    } else {
      Meter meter = Meter.named(measure);
      if (meter == null) {
        throw new IllegalStateException("a rollup holds a meter that nobody knows: " + measure);
      }
      usage.add(meter, sum.quantity());
      if (currencyCode.equals(currency.code()) && sum.amount().signum() != 0) {
        amounts.merge(meter, sum.amount(), BigDecimal::add);
      }
    }
  }

  private void cost(String currencyCode, BigDecimal amount) {
    if (currencyCode.equals(currency.code())) {
      cost = cost.add(amount);
    } else if (!currencyCode.isEmpty()) {
      CurrencyCode other = new CurrencyCode(currencyCode);
      others = others.isEmpty() ? new HashMap<>() : others;
      others.merge(other, new Money(amount, other), Money::plus);
    }
  }

  /** Null: not known. */
  Sums build(@Nullable Percentiles latency, @Nullable Percentiles timeToFirstToken) {
    return new Sums(
        requests(),
        usage.build(),
        new Money(cost, currency),
        others,
        amounts,
        count(Status.UNPRICED) + subCallsUnpriced,
        count(Status.ESTIMATED),
        count(Status.UNKNOWN),
        count(Status.INTERRUPTED),
        count(Status.FAILED),
        count(Status.NOT_BILLED),
        latency,
        timeToFirstToken);
  }

  private long count(Status status) {
    return events[status.ordinal()];
  }

  private long requests() {
    long requests = 0;
    for (long of : events) {
      requests = Math.addExact(requests, of);
    }
    return requests;
  }
}
