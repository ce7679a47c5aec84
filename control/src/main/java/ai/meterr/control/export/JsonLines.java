package ai.meterr.control.export;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The contract's event as {@code GET /events} shows it, one a line. */
final class JsonLines implements EventSink {
  private final OutputStream out;

  JsonLines(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  @Override
  public void write(UsageEvent event) throws IOException {
    out.write(EventJson.write(event));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
