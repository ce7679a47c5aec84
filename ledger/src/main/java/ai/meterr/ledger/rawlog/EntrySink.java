package ai.meterr.ledger.rawlog;

import java.util.List;

/** Where the second pass puts entries. Blocking. */
public interface EntrySink {

  /**
   * Keeps the entries. One that is there already is put again, which changes nothing.
   *
   * @throws RawLogUnavailable where it is not known of each one that it is kept; some may be
   */
  void put(List<LoggedEntry> entries);
}
