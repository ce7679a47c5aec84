package ai.meterr.ledger.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds a folder's segments and checks that they follow each other. */
final class Segments {
  private Segments() {}

  /**
   * Headers of all segments, in order.
   *
   * @throws BadJournal where one is damaged, or missing between two others
   */
  static List<SegmentHeader> list(Disk disk) throws IOException {
    List<SegmentHeader> headers = new ArrayList<>();
    long reach = 0;
    for (String name : names(disk)) {
      try (Disk.File file = disk.open(name)) {
        SegmentHeader header = header(file, name);
        if (!headers.isEmpty()) {
          requireFollows(headers.getLast(), reach, header);
        }
        headers.add(header);
        reach = header.start().bytes() + file.size();
      }
    }
    return headers;
  }

  /** Names of all segments, in order. */
  static List<String> names(Disk disk) throws IOException {
    return disk.names().stream().filter(SegmentHeader::isName).sorted().toList();
  }

  /**
   * @throws BadJournal where the header is damaged
   */
  static SegmentHeader header(Disk.File file, String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(bytes, 0);
    return SegmentHeader.decode(bytes.flip(), name);
  }

  private static void requireFollows(SegmentHeader before, long reach, SegmentHeader header) {
    if (!header.journal().equals(before.journal())) {
      throw new BadJournal(header.name() + ": belongs to another journal than " + before.name());
    }
    if (header.epoch() < before.epoch()) {
      throw new BadJournal(header.name() + ": its epoch is older than that of " + before.name());
    }
    if (reach < header.start().bytes()) {
      throw new BadJournal(
          "records from " + reach + " to " + header.start().bytes() + " are missing");
    }
  }
}
