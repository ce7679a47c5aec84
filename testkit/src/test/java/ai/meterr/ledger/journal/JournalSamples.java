package ai.meterr.ledger.journal;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A small journal on any disk, and records for it. */
public final class JournalSamples {
  public static final OrganizationId ORGANIZATION =
      new OrganizationId(UUID.fromString("01993e0e-0000-7000-8000-000000000001"));

  /** Small enough that a handful of calls fills a segment. */
  public static final JournalLimits SMALL =
      new JournalLimits(16 << 10, 4 << 10, 2 << 10, 1_000, Duration.ofHours(1), 1L << 30);

  public static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final SampleEvents events;
  private final SettableClock clock = new SettableClock(NOON);

  public JournalSamples(long seed) {
    this.events = new SampleEvents(seed);
  }

  public SettableClock clock() {
    return clock;
  }

  public FileJournal open(Disk disk, Sync sync) {
    return FileJournal.open(disk, sync, SMALL, clock, UUID::randomUUID);
  }

  public JournalRecord.Open open() {
    return new JournalRecord.Open(ORGANIZATION, events.interrupted());
  }

  public JournalRecord.Close close(JournalRecord.Open open) {
    return new JournalRecord.Close(ORGANIZATION, events.closing(open.event()));
  }

  /** A close without an open, as events that programs report are; some look back. */
  public JournalRecord.Close reported() {
    UsageEvent event = events.next();
    return new JournalRecord.Close(ORGANIZATION, event, event.streamed());
  }

  /** The close that a call gets whose process died. */
  public static JournalRecord.Close interrupted(JournalRecord.Open open) {
    return new JournalRecord.Close(ORGANIZATION, open.event());
  }

  /** All that the journal holds, from its first kept segment on. */
  public static List<StoredRecord> stored(Disk disk) throws IOException {
    List<StoredRecord> records = new ArrayList<>();
    try (JournalReader reader = new JournalReader(disk, Segments.list(disk).getFirst().start())) {
      for (StoredRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    return records;
  }

  public static List<JournalRecord> records(Disk disk) throws IOException {
    return stored(disk).stream().map(StoredRecord::record).toList();
  }

  /** Events of the close records, in their order. */
  public static List<UsageEvent> closed(Disk disk) throws IOException {
    return stored(disk).stream()
        .filter(StoredRecord::isClose)
        .map(record -> record.record().event())
        .toList();
  }

  public static List<String> segments(Disk disk) throws IOException {
    return disk.names().stream().filter(SegmentHeader::isName).sorted().toList();
  }
}
