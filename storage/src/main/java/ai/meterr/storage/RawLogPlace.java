package ai.meterr.storage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where single entries are kept: {@code METERR_RAW_LOG}. */
public sealed interface RawLogPlace {

  /** Beside the rollups. */
  record InPostgres() implements RawLogPlace {}

  /**
   * @param endpoint {@code METERR_DYNAMODB_ENDPOINT}; null: AWS's own, of the region that the AWS
   *     settings of this machine name
   */
  record InDynamoDb(@Nullable URI endpoint) implements RawLogPlace {}
}
