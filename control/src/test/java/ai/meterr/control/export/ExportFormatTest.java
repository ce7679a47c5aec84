package ai.meterr.control.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.tenancy.Attribution;
import ai.meterr.testkit.SampleEvents;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back by readers that are not ours. */
class ExportFormatTest {

  private static List<UsageEvent> events(int count) {
    SampleEvents events = new SampleEvents(7);
    return IntStream.range(0, count).mapToObj(i -> events.next()).toList();
  }

  private static byte[] written(ExportFormat format, List<UsageEvent> events) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventSink sink = format.open(out)) {
      for (UsageEvent event : events) {
        sink.write(event);
      }
    }
    return out.toByteArray();
  }

  /** What a column says of an event, as the contract writes it. */
  private static @Nullable String told(EventColumn column, UsageEvent event) {
    Object value =
        switch (column) {
          case EventColumn.Text text -> text.of().apply(event);
          case EventColumn.Whole whole -> whole.of().apply(event);
          case EventColumn.Decimal decimal -> decimal.of().apply(event);
          case EventColumn.Time time -> time.of().apply(event);
          case EventColumn.Flag flag -> flag.of().test(event);
        };
    return switch (value) {
      case null -> null;
      case BigDecimal decimal -> decimal.toPlainString();
      default -> value.toString();
    };
  }

  @Test
  void json_lines_hold_equal_events() throws IOException {
    List<UsageEvent> events = events(500);
    String lines = new String(written(ExportFormat.JSONL, events), StandardCharsets.UTF_8);
    assertThat(lines.lines().map(line -> EventJson.read(line.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(events);
  }

  @Test
  void csv_holds_every_column_of_every_event_as_it_is() throws IOException {
    List<UsageEvent> events = events(500);
    String csv = new String(written(ExportFormat.CSV, events), StandardCharsets.UTF_8);
    List<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv).stream().toList();
    assertThat(rows).hasSize(500);
    for (int i = 0; i < rows.size(); i++) {
      for (EventColumn column : EventColumns.ALL) {
        String told = told(column, events.get(i));
        assertThat(rows.get(i).getField(column.name()))
            .as(column.name())
            .isEqualTo(told == null ? "" : told);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=HYPERLINK(\"http://x\")", "+1", "-1", "@sum", "\tx"})
  void a_name_that_a_spreadsheet_would_calculate_is_text_in_csv(String name) throws IOException {
    UsageEvent event = events(1).getFirst();
    UsageEvent named =
        event.with(new Attribution(null, null, null, name, null, null, null, new TreeMap<>()));
    String csv = new String(written(ExportFormat.CSV, List.of(named)), StandardCharsets.UTF_8);
    NamedCsvRecord row = CsvReader.builder().ofNamedCsvRecord(csv).iterator().next();
    assertThat(row.getField("user")).isEqualTo("'" + name);
  }

  @Test
  void parquet_is_read_back_by_another_reader_over_several_row_groups() throws IOException {
    List<UsageEvent> events = events(20_011);
    byte[] file = written(ExportFormat.PARQUET, events);
    try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows = parquet.rowReader()) {
      assertThat(parquet.getFileMetaData().rowGroups()).hasSize(2);
      int count = 0;
      while (rows.hasNext()) {
        rows.next();
        check(rows, events.get(count++));
      }
      assertThat(count).isEqualTo(events.size());
    }
  }

  private static void check(RowReader rows, UsageEvent event) {
    for (int i = 0; i < EventColumns.ALL.size(); i++) {
      EventColumn column = EventColumns.ALL.get(i);
      Object read =
          rows.isNull(i)
              ? null
              : switch (column) {
                case EventColumn.Text _ -> rows.getString(i);
                case EventColumn.Whole _ -> rows.getLong(i);
                case EventColumn.Decimal _ -> rows.getDecimal(i);
                case EventColumn.Time _ -> rows.getTimestamp(i);
                case EventColumn.Flag _ -> rows.getBoolean(i);
              };
      Object told =
          switch (column) {
            case EventColumn.Text text -> text.of().apply(event);
            case EventColumn.Whole whole -> whole.of().apply(event);
            case EventColumn.Decimal decimal -> scaled(decimal.of().apply(event));
            case EventColumn.Time time -> time.of().apply(event).truncatedTo(ChronoUnit.MICROS);
            case EventColumn.Flag flag -> flag.of().test(event);
          };
      assertThat(read).as(column.name()).isEqualTo(told);
    }
  }

  private static @Nullable BigDecimal scaled(@Nullable BigDecimal value) {
    return value == null ? null : value.setScale(18);
  }

  @Test
  void a_figure_that_parquet_cannot_hold_is_told_and_not_rounded() {
    UsageEvent event =
        events(50).stream().filter(one -> one.cost() != null).findFirst().orElseThrow();
    UsageEvent fine = EventJson.read(withCost(event, "0.0000000000000000001"));
    assertThatThrownBy(() -> written(ExportFormat.PARQUET, List.of(fine)))
        .isInstanceOf(EventSink.InexactValue.class)
        .hasMessageContaining("cost of event " + event.id().value());
  }

  private static byte[] withCost(UsageEvent event, String cost) {
    String json = new String(EventJson.write(event), StandardCharsets.UTF_8);
    return json.replaceFirst("\"cost\":\"[^\"]*\"", "\"cost\":\"" + cost + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void no_events_are_a_file_that_can_be_read() throws IOException {
    assertThat(written(ExportFormat.JSONL, List.of())).isEmpty();
    assertThat(new String(written(ExportFormat.CSV, List.of()), StandardCharsets.UTF_8))
        .startsWith("id,request_id,attempt,time,");
    byte[] parquet = written(ExportFormat.PARQUET, List.of());
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(parquet)));
        RowReader rows = reader.rowReader()) {
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Test
  void the_columns_are_the_contract_s_fields_in_their_order() {
    List<String> columns = EventColumns.ALL.stream().map(EventColumn::name).toList();
    assertThat(columns)
        .doesNotHaveDuplicates()
        .containsSubsequence(
            "id",
            "request_id",
            "time",
            "provider",
            "request_model",
            "response_model",
            "service_tier",
            "region",
            "usage_input",
            "usage_cache_read",
            "usage_cache_write_5m",
            "usage_output",
            "usage_reasoning",
            "usage_web_search",
            "cost",
            "currency",
            "source",
            "key",
            "project",
            "team",
            "user",
            "tags");
  }

  @Test
  void what_the_disk_refuses_is_told() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    List<UsageEvent> events = new ArrayList<>(events(2_000));
    Stream.of(ExportFormat.values())
        .forEach(
            format ->
                assertThatThrownBy(
                        () -> {
                          try (EventSink sink = format.open(full)) {
                            for (UsageEvent event : events) {
                              sink.write(event);
                            }
                          }
                        })
                    .as(format.wire())
                    .hasStackTraceContaining("no space left"));
  }
}
