/**
 * Writes flat tables as <a href="https://parquet.apache.org/docs/file-format/">Parquet</a>. Knows
 * nothing of events. Why it is our own: {@code docs/adr/0019-parquet-without-hadoop.md}. Begin at
 * {@link ai.meterr.control.export.parquet.ParquetWriter}.
 */
@NullMarked
package ai.meterr.control.export.parquet;

import org.jspecify.annotations.NullMarked;
