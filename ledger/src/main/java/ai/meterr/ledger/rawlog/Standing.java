package ai.meterr.ledger.rawlog;

import ai.meterr.event.UsageEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries stand: those that add and that nothing takes back. What takes back says the same
 * event as what it takes back, so the two cancel each other in whatever order they are found, and
 * no entry needs to be changed when a correction comes.
 */
public final class Standing {
  private Standing() {}

  /**
   * @param entries with every entry that takes one of them back; in their order
   */
  public static List<LoggedEntry> of(List<LoggedEntry> entries) {
    List<UsageEvent> takenBack = new ArrayList<>();
    for (LoggedEntry logged : entries) {
      if (logged.entry().part().subtracts()) {
        takenBack.add(logged.entry().event());
      }
    }
    List<LoggedEntry> standing = new ArrayList<>();
    for (LoggedEntry logged : entries) {
      if (!logged.entry().part().subtracts() && !takenBack.remove(logged.entry().event())) {
        standing.add(logged);
      }
    }
    return standing;
  }
}
