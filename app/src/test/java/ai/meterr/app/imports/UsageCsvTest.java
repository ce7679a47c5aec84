package ai.meterr.app.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.app.prices.PriceFiles;
import ai.meterr.event.Booking;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers export of usage, by the price book as it is. */
class UsageCsvTest {
  private static final Booking BOOKING = new Booking(PriceFiles.load());
  private static final String OPENAI =
      "start_time,end_time,start_time_iso,input_tokens,output_tokens,num_model_requests,project_id,"
          + "user_id,api_key_id,model,batch,service_tier,input_cached_tokens,"
          + "input_uncached_tokens,input_audio_tokens,output_audio_tokens";
  private static final String ANTHROPIC =
      "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
          + "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
          + "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,"
          + "web_search_count";

  @TempDir private Path folder;
  private final Collected imported = new Collected();

  private List<UsageEvent> read(ImportFormat format, String... lines) throws IOException {
    imported.clear();
    Path file = folder.resolve("usage.csv");
    Files.writeString(file, String.join("\r\n", lines) + "\r\n");
    format.read(file, imported);
    return imported.events();
  }

  private List<UsageEvent> openai(String... rows) throws IOException {
    return read(new OpenAiUsageCsv(BOOKING), withHead(OPENAI, rows));
  }

  private List<UsageEvent> anthropic(String... rows) throws IOException {
    return read(new AnthropicUsageCsv(BOOKING), withHead(ANTHROPIC, rows));
  }

  private static String[] withHead(String head, String... rows) {
    String[] lines = new String[rows.length + 1];
    lines[0] = head;
    System.arraycopy(rows, 0, lines, 1, rows.length);
    return lines;
  }

  private static long sum(List<UsageEvent> events, MeterKind kind) {
    return events.stream().mapToLong(event -> event.usage().tokens(kind)).sum();
  }

  private static BigDecimal cost(List<UsageEvent> events) {
    return events.stream()
        .map(event -> Objects.requireNonNull(event.cost()).amount())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void a_row_becomes_as_many_events_as_it_counts_requests_and_they_add_up_to_it()
      throws IOException {
    List<UsageEvent> events =
        openai(
            "1762992000,1763078400,2025-11-13,1000003,50001,7,proj_1,user-1,key_1,"
                + "gpt-4o-mini-2024-07-18,false,default,300000,700003,0,0");
    assertThat(events).hasSize(7).extracting(UsageEvent::id).doesNotHaveDuplicates();
    assertThat(sum(events, MeterKind.INPUT)).isEqualTo(700_003);
    assertThat(sum(events, MeterKind.CACHE_READ)).isEqualTo(300_000);
    assertThat(sum(events, MeterKind.OUTPUT)).isEqualTo(50_001);
    // 0.15, 0.075 and 0.60 USD a million
    assertThat(cost(events)).isEqualByComparingTo("0.15750105");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.time())
                  .isBetween(
                      Instant.parse("2025-11-13T00:00:00Z"), Instant.parse("2025-11-13T23:59:59Z"));
              assertThat(event.attribution().project()).isEqualTo("proj_1");
              assertThat(event.attribution().user()).isEqualTo("user-1");
              assertThat(event.attribution().key()).isEqualTo("key_1");
              assertThat(event.notes()).contains("an even share of 7 calls");
            });
  }

  @Test
  void many_short_calls_are_not_priced_as_one_long_one() throws IOException {
    String row =
        "1779000000,1779003600,x,%d,0,%d,,,,gpt-5.4,false,default,0,%d,0,0"
            .formatted(3_000_000, 100, 3_000_000);
    List<UsageEvent> events = openai(row);
    assertThat(events).hasSize(100).extracting(UsageEvent::status).containsOnly(Status.PRICED);
    UsageEvent one = openai(row.replace(",100,", ",1,")).getFirst();
    assertThat(Objects.requireNonNull(one.cost()).amount()).isGreaterThan(cost(openai(row)));
  }

  @Test
  void batch_and_audio_have_prices_of_their_own() throws IOException {
    List<UsageEvent> events =
        openai(
            "1762992000,1763078400,x,1000,100,1,,,,gpt-4o-mini-2024-07-18,true,,0,1000,0,0",
            "1762992000,1763078400,x,1000,100,1,,,,gpt-4o-audio-preview-2024-12-17,false,,0,1000,400,60");
    assertThat(events.getFirst().serviceTier()).isEqualTo("batch");
    assertThat(events.getFirst().cost()).isNotNull();
    assertThat(cost(events.subList(0, 1))).isEqualByComparingTo("0.000105");
    assertThat(events.getLast().usage().quantities().keySet().stream().map(Meter::name))
        .containsExactlyInAnyOrder("input", "input.audio", "output", "output.audio");
  }

  @Test
  void the_same_file_has_the_same_ids() throws IOException {
    String row = "1762992000,1763078400,x,10,1,3,,,,gpt-4o-mini-2024-07-18,false,,0,10,0,0";
    assertThat(openai(row)).isEqualTo(openai(row));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1762992000,1763078400,x,10,1,0,,,,m,false,,0,10,0,0|num_model_requests",
        "1762992000,1763078400,x,10,1,1,,,,,false,,0,10,0,0|model",
        "1762992000,1762992000,x,10,1,1,,,,m,false,,0,10,0,0|end_time",
        "today,1763078400,x,10,1,1,,,,m,false,,0,10,0,0|seconds since 1970",
        "1762992000,1763078400,x,10,1,1,,,,m,false,,11,0,0,0|make no sense",
        "1762992000,1763078400,x,ten,1,1,,,,m,false,,0,0,0,0|input_tokens",
        "1762992000,1763078400,x,-1,1,1,,,,m,false,,0,0,0,0|input_tokens",
        "1762992000,1763078400,x,10,1,99999999999,,,,m,false,,0,0,0,0|calls",
      })
  void a_row_that_makes_no_sense_is_told_and_the_next_is_imported(String row, String why)
      throws IOException {
    assertThat(
            openai(row, "1762992000,1763078400,x,10,1,1,,,,gpt-4o-mini-2024-07-18,false,,0,10,0,0"))
        .hasSize(1);
    assertThat(imported.problems()).hasSize(1).first().asString().contains("usage.csv:2", why);
  }

  @Test
  void a_day_of_claude_stays_in_its_context_window() throws IOException {
    List<UsageEvent> events =
        anthropic(
            "2026-01-15,claude-sonnet-4-5-20250929,key,Default,standard,0-200k,"
                + "1000000,200000,100000,5000000,90000,3",
            "2026-01-15,claude-sonnet-4-5-20250929,key,Default,standard,200k-1M,"
                + "300000,0,0,0,1000,0");
    List<UsageEvent> day = events.subList(0, events.size() - 1);
    assertThat(day)
        .allSatisfy(
            event -> assertThat(event.usage().inputSideTokens()).isLessThanOrEqualTo(200_000));
    assertThat(sum(day, MeterKind.CACHE_READ)).isEqualTo(5_000_000);
    // 3 a million read, 3.75 and 6 written, 0.3 from the cache, 15 written by the model, 0.01 a
    // search
    assertThat(cost(day)).isEqualByComparingTo("7.23");
    // 6 and 22.5 beyond 200,000 tokens
    assertThat(cost(events.subList(events.size() - 1, events.size())))
        .isEqualByComparingTo("1.8225");
    assertThat(events.getFirst().attribution().project()).isEqualTo("Default");
  }
}
