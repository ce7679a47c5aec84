package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Reports.BadCursor;
import ai.meterr.storage.ledger.EntryReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** The last event of a page, opaque to whoever carries it. */
record PageCursor(Instant time, int journal, long offset) {

  static PageCursor of(EntryReader.Kept last) {
    return new PageCursor(last.time(), last.journal(), last.offset());
  }

  /**
   * @throws BadCursor where the text is not one of ours
   */
  static PageCursor parse(String text) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("/", -1);
      if (parts.length == 3) {
        return new PageCursor(
            Instant.parse(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
      }
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      // told below
    }
    throw new BadCursor();
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((time + "/" + journal + "/" + offset).getBytes(StandardCharsets.US_ASCII));
  }
}
