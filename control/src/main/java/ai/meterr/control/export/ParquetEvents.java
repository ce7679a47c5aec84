package ai.meterr.control.export;

import ai.meterr.control.export.parquet.ParquetColumn;
import ai.meterr.control.export.parquet.ParquetColumn.Type;
import ai.meterr.control.export.parquet.ParquetWriter;
import ai.meterr.event.UsageEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@link EventColumns}, money and other decimals as DECIMAL(38, 18). */
final class ParquetEvents implements EventSink {
  private final ParquetWriter parquet;

  ParquetEvents(OutputStream out) throws IOException {
    this.parquet =
        new ParquetWriter(
            out,
            EventColumns.ALL.stream()
                .map(column -> new ParquetColumn(column.name(), type(column)))
                .toList());
  }

  private static Type type(EventColumn column) {
    return switch (column) {
      case EventColumn.Text _ -> Type.TEXT;
      case EventColumn.Whole _ -> Type.WHOLE;
      case EventColumn.Decimal _ -> Type.DECIMAL;
      case EventColumn.Time _ -> Type.TIME;
      case EventColumn.Flag _ -> Type.FLAG;
    };
  }

  @Override
  public void write(UsageEvent event) throws IOException {
    List<EventColumn> columns = EventColumns.ALL;
    for (int i = 0; i < columns.size(); i++) {
      switch (columns.get(i)) {
        case EventColumn.Text text -> parquet.text(i, text.of().apply(event));
        case EventColumn.Whole whole -> parquet.whole(i, whole.of().apply(event));
        case EventColumn.Decimal decimal -> decimal(i, decimal, event);
        case EventColumn.Time time -> parquet.time(i, time.of().apply(event));
        case EventColumn.Flag flag -> parquet.flag(i, flag.of().test(event));
      }
    }
    parquet.endRow();
  }

  private void decimal(int index, EventColumn.Decimal column, UsageEvent event) {
    @Nullable BigDecimal value = column.of().apply(event);
    try {
      parquet.decimal(index, value);
    } catch (ArithmeticException _) {
      throw new InexactValue(
          "the %s of event %s has more digits than Parquet's DECIMAL(38, 18): csv and jsonl hold it"
              .formatted(column.name(), event.id().value()));
    }
  }

  @Override
  public void close() throws IOException {
    parquet.close();
  }
}
