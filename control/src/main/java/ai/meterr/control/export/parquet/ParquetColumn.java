package ai.meterr.control.export.parquet;

/** A column that may be null in any row. */
public record ParquetColumn(String name, Type type) {

  /** What a column holds, with parquet.thrift's code of how it is stored. */
  public enum Type {
    /** BOOLEAN. */
    FLAG(0),
    /** INT64. */
    WHOLE(2),
    /** INT64: microseconds since 1970, UTC; what is finer is dropped. */
    TIME(2),
    /** BYTE_ARRAY: UTF-8. */
    TEXT(6),
    /** FIXED_LEN_BYTE_ARRAY of 16 bytes: DECIMAL(38, 18). */
    DECIMAL(7);

    static final int DECIMAL_BYTES = 16;
    static final int DECIMAL_PRECISION = 38;
    static final int DECIMAL_SCALE = 18;

    private final int physical;

    Type(int physical) {
      this.physical = physical;
    }

    int physical() {
      return physical;
    }
  }
}
