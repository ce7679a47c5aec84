package ai.meterr.control.export;

import ai.meterr.event.UsageEvent;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@link EventColumns}; what is not known is an empty field. Figures are plain decimals.
 *
 * <p>Names come from whoever calls: a text that a spreadsheet would take for a formula gets an
 * apostrophe before it (<a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP</a>).
 */
final class CsvEvents implements EventSink {
  private static final String FORMULA_BEGINS = "=+-@\t\r\n";

  private final CsvWriter csv;

  CsvEvents(OutputStream out) {
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
    csv.writeRecord(EventColumns.ALL.stream().map(EventColumn::name).toList());
  }

  @Override
  public void write(UsageEvent event) {
    List<@Nullable String> fields =
        EventColumns.ALL.stream().<@Nullable String>map(column -> field(column, event)).toList();
    csv.writeRecord(fields);
  }

  private static @Nullable String field(EventColumn column, UsageEvent event) {
    return switch (column) {
      case EventColumn.Text text -> harmless(text.of().apply(event));
      case EventColumn.Whole whole -> written(whole.of().apply(event));
      case EventColumn.Decimal decimal -> plain(decimal.of().apply(event));
      case EventColumn.Time time -> time.of().apply(event).toString();
      case EventColumn.Flag flag -> Boolean.toString(flag.of().test(event));
    };
  }

  private static @Nullable String harmless(@Nullable String text) {
    return text == null || text.isEmpty() || FORMULA_BEGINS.indexOf(text.charAt(0)) < 0
        ? text
        : "'" + text;
  }

  private static @Nullable String written(@Nullable Long value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String plain(@Nullable BigDecimal value) {
    return value == null ? null : value.toPlainString();
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
