package ai.meterr.ledger.rawlog;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import java.time.Instant;

/**
 * An entry as a raw log keeps it. Journal, position and part are its name: the same name is the
 * same entry, however often it is put.
 *
 * @param journal that its arrival came in with
 * @param recordedAt when the ledger counted it
 */
public record LoggedEntry(JournalId journal, Entry entry, Instant recordedAt) {}
