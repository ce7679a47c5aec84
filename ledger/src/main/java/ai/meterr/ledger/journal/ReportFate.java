package ai.meterr.ledger.journal;

/**
 * What becomes of the events of a report in the journal. Called on the journal's thread or the
 * caller's own; must not block and must not throw.
 */
public interface ReportFate {
  /**
   * Tells where an event's record will end, before anything of it can be read: whoever wants to
   * know what the ledger makes of it can say so in time.
   *
   * @param index of the event in its report
   */
  void placed(int index, Position end);

  /**
   * At least one of them is not written: perhaps again for others.
   *
   * @param why for the log and for people; holds nothing of an event
   */
  void refused(String why);
}
