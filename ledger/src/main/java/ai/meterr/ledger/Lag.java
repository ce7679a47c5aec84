package ai.meterr.ledger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the ledger is behind the journal.
 *
 * @param bytes of the journal that are not in the ledger; 0 when every ended call is
 * @param age since the oldest ended call that is not in the ledger was written down; zero when none
 * @param trouble why nothing moves, for the operator; null while all is well
 * @param stopped whether it will not move again before a restart
 */
public record Lag(long bytes, Duration age, @Nullable String trouble, boolean stopped) {}
