package ai.meterr.ledger.journal;

import ai.meterr.event.EventId;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;

/** A record as it was found in the journal. */
public final class StoredRecord {
  private final Position start;
  private final Position end;
  private final Position synced;
  private final Instant written;
  private final Frame.Kind kind;
  private final OrganizationId organization;
  private final EventId id;
  private final byte[] event;

  StoredRecord(
      Position start,
      Position end,
      Position synced,
      Instant written,
      Frame.Kind kind,
      OrganizationId organization,
      EventId id,
      byte[] event) {
    this.start = start;
    this.end = end;
    this.synced = synced;
    this.written = written;
    this.kind = kind;
    this.organization = organization;
    this.id = id;
    this.event = event;
  }

  public Position start() {
    return start;
  }

  /** Exclusive. */
  public Position end() {
    return end;
  }

  int length() {
    return Math.toIntExact(end.bytes() - start.bytes());
  }

  /** When the journal wrote it. */
  public Instant written() {
    return written;
  }

  /** Whether it brings an event to the ledger: every record but an open one. */
  public boolean isClose() {
    return kind != Frame.Kind.OPEN;
  }

  /** Of a close, as {@link JournalRecord.Close#looksBack}. */
  public boolean looksBack() {
    return kind == Frame.Kind.LOOK_BACK;
  }

  /** Whether it ends the call that an open record with its id began. */
  boolean endsCall() {
    return kind == Frame.Kind.CLOSE || kind == Frame.Kind.LOOK_BACK;
  }

  /** Up to where the journal was known to be on disk when this was written. */
  Position synced() {
    return synced;
  }

  CallKey call() {
    return new CallKey(organization, id);
  }

  /**
   * Reads the event.
   *
   * @throws ai.meterr.ledger.json.MalformedEvent where this version cannot
   */
  public JournalRecord record() {
    return switch (kind) {
      case OPEN -> new JournalRecord.Open(organization, EventJson.read(event));
      case CLOSE -> new JournalRecord.Close(organization, EventJson.read(event));
      case LOOK_BACK -> new JournalRecord.Close(organization, EventJson.read(event), true);
      case REPORT -> new JournalRecord.Report(organization, EventJson.read(event));
    };
  }

  /** The frame of the close record that an opened, never closed call gets. */
  byte[] closingFrame() {
    return Frame.encode(Frame.Kind.CLOSE, organization, id, event);
  }
}
