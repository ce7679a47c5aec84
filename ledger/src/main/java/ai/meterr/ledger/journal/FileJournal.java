package ai.meterr.ledger.journal;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a local disk: segments, one thread that writes them, and what is needed to open
 * again after any death.
 *
 * <p>Every process begins a segment and an epoch of its own. Calls that the process before it had
 * open get their close record, status {@code interrupted}, before this one takes its first call:
 * once, because they are paired by what stands in the journal, however often that is interrupted.
 */
public final class FileJournal implements Journal, AutoCloseable {
  private final Disk disk;
  private final Closeable lock;
  private final SegmentHeader header;
  private final UUID holder;
  private final int interrupted;
  private final long cutBytes;
  private final SegmentShelf shelf;
  private final Progress progress;
  private final JournalWriter writer;
  private final @Nullable JournalSyncer syncer;
  private volatile @Nullable Supplier<Position> alsoNeededFrom;

  private FileJournal(
      Disk disk,
      Closeable lock,
      SegmentHeader header,
      UUID holder,
      int interrupted,
      long cutBytes,
      SegmentShelf shelf,
      Progress progress,
      Appender appender,
      Sync sync,
      JournalLimits limits) {
    this.disk = disk;
    this.lock = lock;
    this.header = header;
    this.holder = holder;
    this.interrupted = interrupted;
    this.cutBytes = cutBytes;
    this.shelf = shelf;
    this.progress = progress;
    this.writer = new JournalWriter(appender, progress, sync, limits.waitingMax());
    this.syncer = sync == Sync.OS ? new JournalSyncer(appender, progress) : null;
  }

  /**
   * Opens the journal of a folder, or begins one.
   *
   * @param keep {@code METERR_JOURNAL_KEEP}
   * @throws JournalInUse where another process has it open
   * @throws BadJournal where records that were once on disk are damaged or missing
   * @throws UncheckedIOException where the folder cannot be read or written, e.g. a full disk
   */
  public static FileJournal open(Path folder, Sync sync, Duration keep, InstantSource clock) {
    try {
      return open(
          new LocalDisk(folder), sync, JournalLimits.keeping(keep), clock, UUID::randomUUID);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the journal's folder " + folder, e);
    }
  }

  /**
   * As above, on any disk.
   *
   * @param ids names a new journal, and whoever has it open
   */
  public static FileJournal open(
      Disk disk, Sync sync, JournalLimits limits, InstantSource clock, Supplier<UUID> ids) {
    try {
      Closeable lock = disk.lock();
      try {
        FileJournal journal = recover(disk, lock, sync, limits, clock, ids);
        journal.start();
        return journal;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal in " + disk, e);
    }
  }

  private static FileJournal recover(
      Disk disk,
      Closeable lock,
      Sync sync,
      JournalLimits limits,
      InstantSource clock,
      Supplier<UUID> ids)
      throws IOException {
    Segment.removeUnfinished(disk);
    List<SegmentHeader> segments = new ArrayList<>(Segments.list(disk));
    SegmentHeader header;
    List<StoredRecord> open;
    long cutBytes;
    if (segments.isEmpty()) {
      header =
          new SegmentHeader(
              new JournalId(ids.get()), 1, Position.START, Position.START, clock.instant());
      open = List.of();
      cutBytes = 0;
    } else {
      Recovery recovery = Recovery.scan(disk, segments);
      recovery.cut(disk);
      header = recovery.nextHeader(clock.instant());
      open = List.copyOf(recovery.open().values());
      cutBytes = recovery.cutBytes();
    }
    int closesBytes = open.stream().mapToInt(StoredRecord::length).sum();
    Segment segment =
        Segment.create(
            disk,
            header,
            SegmentHeader.BYTES + closesBytes + limits.slackBytes() + limits.allocationBytes());
    segments.add(header);
    SegmentShelf shelf = new SegmentShelf(disk, limits, clock, segments);
    Progress progress = new Progress(header.firstRecord());
    Appender appender = new Appender(disk, limits, progress, shelf, segment, clock);
    appender.closeInterrupted(open);
    return new FileJournal(
        disk,
        lock,
        header,
        ids.get(),
        open.size(),
        cutBytes,
        shelf,
        progress,
        appender,
        sync,
        limits);
  }

  private void start() {
    writer.start();
    if (syncer != null) {
      syncer.start();
    }
  }

  @Override
  public void append(JournalRecord record, Completion completion) {
    writer.append(record, completion);
  }

  /**
   * Hands the events of one report over at once. All of them are refused while too many records
   * wait; else each is written or refused on its own, and none ends a call that is open.
   */
  public void report(OrganizationId organization, List<UsageEvent> events, ReportFate fate) {
    writer.report(organization, events, fate);
  }

  public JournalId id() {
    return header.journal();
  }

  /** This process's epoch: one more than that of the process before, and already on disk. */
  public long epoch() {
    return header.epoch();
  }

  /** Who has it open: another at each opening, also of a copy of the folder. */
  public UUID holder() {
    return holder;
  }

  /** How many calls the process before left open, and this one closed as interrupted. */
  public int interrupted() {
    return interrupted;
  }

  /** Bytes that the process before left half written, and this one gave up. */
  public long cutBytes() {
    return cutBytes;
  }

  /** Where the next record will begin. */
  public Position written() {
    return progress.written();
  }

  /** Up to where the journal survives a power cut. */
  public Position synced() {
    return progress.synced();
  }

  /** Waits until the journal is on disk beyond a position; returns how far it is either way. */
  public Position awaitSyncedBeyond(Position position, Duration atMost)
      throws InterruptedException {
    return progress.awaitSyncedBeyond(position, atMost);
  }

  /** Why the journal takes nothing any more; empty while all is well. */
  public Optional<String> failure() {
    return Optional.ofNullable(progress.failure());
  }

  /** Takes nothing from now on; what was taken stays. */
  public void refuseFromNowOn(String why) {
    progress.failed(why);
  }

  /**
   * Reads from a position on; read up to {@link #synced}.
   *
   * @throws RecordsGone where the journal no longer keeps what stood there
   */
  public JournalReader readFrom(Position from) {
    return new JournalReader(disk, from);
  }

  /** Keeps segments that somebody beside the ledger has not passed either. */
  public void alsoNeededFrom(Supplier<Position> passed) {
    alsoNeededFrom = passed;
  }

  /** Tells up to where the ledger needs the journal no more: old segments go. */
  public void applied(Position position) {
    try {
      Supplier<Position> other = alsoNeededFrom;
      Position passed = other == null ? position : other.get();
      shelf.applied(passed.compareTo(position) < 0 ? passed : position);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete an old segment in " + disk, e);
    }
  }

  /** Writes what was handed over, brings it onto the disk, and frees the folder. */
  @Override
  public void close() {
    if (syncer != null) {
      syncer.close();
    }
    writer.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot free the journal's folder " + disk, e);
    }
  }
}
