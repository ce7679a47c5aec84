package ai.meterr.app.imports;

import ai.meterr.app.imports.CsvRows.Row;
import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Claude Console's export of tokens: a row for each day, model, key, workspace, kind of usage
 * and context window. It does not say how many calls there were; a day of calls below the long
 * context is told as no more calls than keep each of them below it.
 */
public final class AnthropicUsageCsv implements ImportFormat {
  /** Input tokens; a call with more is in the other context window. */
  private static final long LONG_CONTEXT = 200_000;

  private final Booking booking;

  public AnthropicUsageCsv(Booking booking) {
    this.booking = booking;
  }

  @Override
  public void read(Path file, Imported imported) throws IOException {
    CsvRows.each(file, imported, row -> total(row).book(booking, imported));
  }

  private static UsageTotal total(Row row) throws BadRecord {
    Instant from = day(row.required("usage_date_utc"));
    Map<Meter, Long> quantities = quantities(row);
    return new UsageTotal(
        ProviderId.ANTHROPIC,
        new ModelId(row.required("model_version")),
        from,
        from.plus(Duration.ofDays(1)),
        quantities,
        isLong(row) ? 1 : calls(quantities),
        row.told("usage_type"),
        new Attribution(
            row.told("api_key"),
            row.told("workspace"),
            null,
            null,
            null,
            null,
            null,
            new TreeMap<>()),
        row.all());
  }

  private static Map<Meter, Long> quantities(Row row) throws BadRecord {
    Map<Meter, Long> quantities = new TreeMap<>();
    quantities.put(Meter.INPUT, row.count("usage_input_tokens_no_cache"));
    quantities.put(Meter.CACHE_WRITE_5M, row.count("usage_input_tokens_cache_write_5m"));
    quantities.put(Meter.CACHE_WRITE_1H, row.count("usage_input_tokens_cache_write_1h"));
    quantities.put(Meter.CACHE_READ, row.count("usage_input_tokens_cache_read"));
    quantities.put(Meter.OUTPUT, row.count("usage_output_tokens"));
    quantities.put(Meter.of(MeterKind.WEB_SEARCH), row.count("web_search_count"));
    return quantities;
  }

  /** Each meter is shared out with at most one token more for some: a little below the limit. */
  private static long calls(Map<Meter, Long> quantities) {
    long read =
        quantities.entrySet().stream()
            .filter(entry -> entry.getKey().kind().isInputSide())
            .mapToLong(Map.Entry::getValue)
            .sum();
    long fits = LONG_CONTEXT - quantities.size();
    return Math.max(1, (read + fits - 1) / fits);
  }

  /** {@code 0-200k} or {@code 200k-1M}, however it is written. */
  private static boolean isLong(Row row) {
    String window = row.text("context_window");
    return window.contains("1M") || window.startsWith(">");
  }

  private static Instant day(String text) throws BadRecord {
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException noDay) {
      throw new BadRecord("its usage_date_utc is no day");
    }
  }
}
