package ai.meterr.control.export;

import ai.meterr.event.Wire;
import java.io.IOException;
import java.io.OutputStream;

/** The formats that events are exported in. */
public enum ExportFormat implements Wire {
  /** A header and a line for each event; RFC 4180, UTF-8. */
  CSV {
    @Override
    public EventSink open(OutputStream out) {
      return new CsvEvents(out);
    }
  },
  /** The contract's event on each line: nothing is left out. */
  JSONL {
    @Override
    public EventSink open(OutputStream out) {
      return new JsonLines(out);
    }
  },
  /** Typed columns, for BigQuery, DuckDB, pandas, Spark and the like. */
  PARQUET {
    @Override
    public EventSink open(OutputStream out) throws IOException {
      return new ParquetEvents(out);
    }
  };

  /**
   * @param out written to and closed by the sink
   */
  public abstract EventSink open(OutputStream out) throws IOException;
}
