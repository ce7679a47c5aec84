package ai.meterr.ledger.journal;

/** Where calls are recorded before their answers end. Never blocks: answers come by callback. */
public interface Journal {

  /**
   * Hands a record over; exactly one method of {@code completion} is called, once, on a thread of
   * the journal's or on the caller's own.
   *
   * <p>An {@link JournalRecord.Open} is refused when the disk or the queue is full. The {@link
   * JournalRecord.Close} of a call that was opened is refused only when the journal itself has
   * failed: its space was set aside when the call was opened.
   */
  void append(JournalRecord record, Completion completion);

  /** What became of a record. Must not block and must not throw. */
  interface Completion {
    /**
     * The record is as safe as {@code METERR_SYNC} asks for.
     *
     * @param end where the record ends in the journal
     */
    void durable(Position end);

    /**
     * The record was not written.
     *
     * @param why for the log and for people; holds nothing of the event
     */
    void refused(String why);
  }
}
