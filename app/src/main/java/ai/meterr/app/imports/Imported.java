package ai.meterr.app.imports;

import ai.meterr.event.UsageEvent;

/** Takes what a file holds. */
public interface Imported {
  void event(UsageEvent event);

  /**
   * @param where in the file, for people
   * @param why never what stood there
   */
  void notImported(String where, String why);
}
