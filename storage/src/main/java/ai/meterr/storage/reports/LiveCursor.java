package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Reports.BadCursor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a client has read each journal. Offsets within a journal are committed in order, so
 * nothing that commits late is skipped; a journal that is not in it is read from its beginning.
 */
record LiveCursor(SortedMap<Integer, Long> offsets) {
  private static final int LENGTH_MAX = 16_384;

  LiveCursor {
    offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
  }

  long offset(int journal) {
    return offsets.getOrDefault(journal, 0L);
  }

  LiveCursor past(int journal, long offset) {
    SortedMap<Integer, Long> moved = new TreeMap<>(offsets);
    moved.put(journal, offset);
    return new LiveCursor(moved);
  }

  /**
   * @throws BadCursor where the text is not one of ours
   */
  static LiveCursor parse(String text) {
    try {
      if (text.length() > LENGTH_MAX) {
        throw new BadCursor();
      }
      SortedMap<Integer, Long> offsets = new TreeMap<>();
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      if (!plain.startsWith("live")) {
        throw new BadCursor();
      }
      for (String part : plain.substring(4).split(",")) {
        if (!part.isEmpty()) {
          int colon = part.indexOf(':');
          if (colon < 1) {
            throw new BadCursor();
          }
          offsets.put(
              Integer.parseInt(part.substring(0, colon)),
              Long.parseLong(part.substring(colon + 1)));
        }
      }
      return new LiveCursor(offsets);
    } catch (IllegalArgumentException notOurs) {
      throw new BadCursor();
    }
  }

  String text() {
    StringBuilder plain = new StringBuilder("live");
    offsets.forEach(
        (journal, offset) -> plain.append(journal).append(':').append(offset).append(','));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
