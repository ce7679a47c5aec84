package ai.meterr.storage.snapshot;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyHash;
import java.util.Optional;

/**
 * Keys of the database, and of the snapshot while it is away. A key that the snapshot does not hold
 * may have been made since: nobody can tell.
 */
public final class StandbyKeys implements KeyDirectory {
  private final KeyDirectory database;
  private final Standby standby;
  private final Asking asking;

  public StandbyKeys(KeyDirectory database, Standby standby, Asking asking) {
    this.database = database;
    this.standby = standby;
    this.asking = asking;
  }

  @Override
  public Found find(KeyHash key) {
    return asking.ask(() -> database.find(key), () -> known(key));
  }

  private Optional<Found> known(KeyHash key) {
    Optional<Caller> caller = standby.known().keys().get(key);
    return caller == null
        ? Optional.empty()
        : Optional.of(caller.<Found>map(Found.Known::new).orElseGet(Found.Unknown::new));
  }
}
