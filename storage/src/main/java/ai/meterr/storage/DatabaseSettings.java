package ai.meterr.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says about the database; {@link #toString} hides secrets.
 *
 * @param data {@code METERR_DATA}: its {@code keys} and {@code postgresql} are used
 * @param url {@code METERR_DATABASE_URL}; null: the embedded PostgreSQL
 * @param masterKey {@code METERR_MASTER_KEY}; null: the one in {@code keys}, made where there is
 *     none
 * @param rawLog {@code METERR_RAW_LOG}
 */
public record DatabaseSettings(
    Path data, @Nullable String url, @Nullable String masterKey, RawLogPlace rawLog) {

  /** With single entries in PostgreSQL too. */
  public DatabaseSettings(Path data, @Nullable String url, @Nullable String masterKey) {
    this(data, url, masterKey, new RawLogPlace.InPostgres());
  }

  @Override
  public String toString() {
    return url == null ? "embedded PostgreSQL in " + data : "external PostgreSQL";
  }
}
