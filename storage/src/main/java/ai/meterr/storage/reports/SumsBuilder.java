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
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts series' sums together into one {@link Sums}. */
final class SumsBuilder {
  private final CurrencyCode currency;
  private final Map<Status, Long> events = new EnumMap<>(Status.class);
  private final Usage.Builder usage = Usage.builder();
  private final SortedMap<Meter, BigDecimal> amounts = new TreeMap<>();
  private final Map<String, BigDecimal> costs = new TreeMap<>();
  private long subCallsUnpriced;

  SumsBuilder(CurrencyCode currency) {
    this.currency = currency;
  }

  void add(Status status, String measure, String currencyCode, Total sum) {
    if (measure.equals(Measure.EVENT.name())) {
      events.merge(status, sum.quantity().longValueExact(), Long::sum);
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
    if (!currencyCode.isEmpty()) {
      costs.merge(currencyCode, amount, BigDecimal::add);
    }
  }

  /** Null: not known. */
  Sums build(@Nullable Percentiles latency, @Nullable Percentiles timeToFirstToken) {
    Map<CurrencyCode, Money> others = new java.util.HashMap<>();
    costs.forEach(
        (code, amount) -> {
          if (!code.equals(currency.code())) {
            CurrencyCode other = new CurrencyCode(code);
            others.put(other, new Money(amount, other));
          }
        });
    return new Sums(
        events.values().stream().mapToLong(Long::longValue).sum(),
        usage.build(),
        new Money(costs.getOrDefault(currency.code(), BigDecimal.ZERO), currency),
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
    return events.getOrDefault(status, 0L);
  }
}
