package ai.meterr.app.imports;

import ai.meterr.app.imports.CsvRows.Row;
import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's export of completions usage: a row for each bucket of time, project, user, key, model
 * and tier. Its input holds what was cached, written to the cache and audio (<a
 * href="https://platform.openai.com/docs/api-reference/usage/completions_object">reference</a>).
 */
public final class OpenAiUsageCsv implements ImportFormat {
  private final Booking booking;

  public OpenAiUsageCsv(Booking booking) {
    this.booking = booking;
  }

  @Override
  public void read(Path file, Imported imported) throws IOException {
    CsvRows.each(file, imported, row -> total(row).book(booking, imported));
  }

  private static UsageTotal total(Row row) throws BadRecord {
    Instant from = time(row.required("start_time"));
    Instant to = time(row.required("end_time"));
    if (!from.isBefore(to)) {
      throw new BadRecord("its end_time is not behind its start_time");
    }
    long calls = row.count("num_model_requests");
    if (calls == 0) {
      throw new BadRecord("it has no num_model_requests");
    }
    return new UsageTotal(
        ProviderId.OPENAI,
        new ModelId(row.required("model")),
        from,
        to,
        quantities(row),
        calls,
        tier(row),
        new Attribution(
            row.told("api_key_id"),
            row.told("project_id"),
            null,
            row.told("user_id"),
            null,
            null,
            null,
            new TreeMap<>()),
        row.all());
  }

  private static Map<Meter, Long> quantities(Row row) throws BadRecord {
    long cached = row.count("input_cached_tokens");
    long written = row.count("input_cache_write_tokens");
    long heard = row.count("input_audio_tokens");
    long spoken = row.count("output_audio_tokens");
    long input = row.count("input_tokens") - cached - written - heard;
    long output = row.count("output_tokens") - spoken;
    if (input < 0 || output < 0) {
      throw new BadRecord("its tokens make no sense: parts are more than the whole");
    }
    Map<Meter, Long> quantities = new TreeMap<>();
    quantities.put(Meter.INPUT, input);
    quantities.put(Meter.CACHE_READ, cached);
    quantities.put(Meter.CACHE_WRITE, written);
    quantities.put(new Meter(MeterKind.INPUT, Modality.AUDIO), heard);
    quantities.put(Meter.OUTPUT, output);
    quantities.put(new Meter(MeterKind.OUTPUT, Modality.AUDIO), spoken);
    return quantities;
  }

  private static @Nullable String tier(Row row) {
    String batch = row.text("batch");
    return batch.equalsIgnoreCase("true") || batch.equals("1") ? "batch" : row.told("service_tier");
  }

  /** Seconds since 1970, or RFC 3339. */
  private static Instant time(String text) throws BadRecord {
    try {
      return text.chars().allMatch(Character::isDigit)
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeException | NumberFormatException noTime) {
      throw new BadRecord("a time of it is neither seconds since 1970 nor RFC 3339");
    }
  }
}
