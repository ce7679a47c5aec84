package ai.meterr.control.live;

import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.report.Reports.LiveBatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Events as server-sent events, ready to be written to any number of clients.
 *
 * @param cursor where to read on
 * @param full whether there may be more right away
 */
record Frames(byte[] bytes, String cursor, boolean full) {
  private static final byte[] NAME = ascii("event: usage_event\nid: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");

  static Frames of(LiveBatch batch, int limit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < batch.events().size(); i++) {
      out.writeBytes(NAME);
      out.writeBytes(ascii(batch.cursors().get(i)));
      out.writeBytes(DATA);
      out.writeBytes(EventJson.write(batch.events().get(i)));
      out.writeBytes(END);
    }
    return new Frames(out.toByteArray(), batch.cursor(), batch.events().size() >= limit);
  }

  /**
   * What a stream begins with: how long to wait before reconnecting, and the cursor alone, which
   * sets {@code Last-Event-ID} without an event.
   */
  static byte[] opening(String cursor) {
    return ascii("retry: 1000\nid: " + cursor + "\n\n");
  }

  static byte[] heartbeat() {
    return ascii(":\n\n");
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
