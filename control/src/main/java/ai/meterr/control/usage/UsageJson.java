package ai.meterr.control.usage;

import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The contract's usage answer. */
final class UsageJson {
  private final JsonGenerator json;

  UsageJson(JsonGenerator json) {
    this.json = json;
  }

  void write(UsageAnswer answer) {
    json.writeStartObject();
    json.writeStringProperty("currency", answer.currency().code());
    json.writeArrayPropertyStart("rows");
    answer.rows().forEach(this::row);
    json.writeEndArray();
    json.writeObjectPropertyStart("total");
    sums(answer.total());
    json.writeEndObject();
    json.writeStringProperty("as_of", answer.asOf().toString());
    json.writeEndObject();
  }

  private void row(UsageAnswer.Row row) {
    json.writeStartObject();
    json.writeObjectPropertyStart("group");
    for (Map.Entry<Dimension, @Nullable String> value : row.group().entrySet()) {
      json.writeStringProperty(value.getKey().wire(), value.getValue());
    }
    json.writeEndObject();
    OffsetDateTime bucket = row.bucket();
    if (bucket != null) {
      json.writeStringProperty("bucket", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(bucket));
    }
    sums(row.sums());
    json.writeEndObject();
  }

  private void sums(Sums sums) {
    json.writeNumberProperty("requests", sums.requests());
    usage(sums.usage());
    json.writeStringProperty("cost", sums.cost().toDecimalString());
    if (!sums.otherCosts().isEmpty()) {
      json.writeObjectPropertyStart("costs");
      sums.otherCosts()
          .forEach(
              (currency, money) ->
                  json.writeStringProperty(currency.code(), money.toDecimalString()));
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("amounts");
    for (Map.Entry<Meter, BigDecimal> amount : sums.amounts().entrySet()) {
      json.writeStringProperty(amount.getKey().name(), plain(amount.getValue()));
    }
    json.writeEndObject();
    json.writeNumberProperty("unpriced", sums.unpriced());
    json.writeNumberProperty("estimated", sums.estimated());
    json.writeNumberProperty("unknown", sums.unknown());
    json.writeNumberProperty("interrupted", sums.interrupted());
    json.writeNumberProperty("failed", sums.failed());
    json.writeNumberProperty("not_billed", sums.notBilled());
    percentiles("latency_ms", sums.latency());
    percentiles("time_to_first_token_ms", sums.timeToFirstToken());
  }

  private void percentiles(String name, @Nullable Percentiles percentiles) {
    if (percentiles != null) {
      json.writeObjectPropertyStart(name);
      json.writeNumberProperty("p50", percentiles.p50());
      json.writeNumberProperty("p95", percentiles.p95());
      json.writeNumberProperty("p99", percentiles.p99());
      json.writeEndObject();
    }
  }

  private void usage(Usage usage) {
    Map<MeterKind, BigDecimal> perKind = new EnumMap<>(MeterKind.class);
    usage.forEach((meter, quantity) -> perKind.merge(meter.kind(), quantity, BigDecimal::add));
    json.writeObjectPropertyStart("usage");
    perKind.forEach((kind, quantity) -> json.writeNumberProperty(kind.wire(), quantity));
    json.writeEndObject();
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
