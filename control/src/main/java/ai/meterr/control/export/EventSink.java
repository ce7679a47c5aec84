package ai.meterr.control.export;

import ai.meterr.event.UsageEvent;
import java.io.IOException;

/** A file of events that is being written. */
public interface EventSink extends AutoCloseable {
  /**
   * @throws InexactValue where the format cannot hold a figure as it is; the file is then of no use
   */
  void write(UsageEvent event) throws IOException;

  /** Ends the file. One that was not closed is not complete, and cannot be read in some formats. */
  @Override
  void close() throws IOException;

  /** A figure would have to be rounded. */
  final class InexactValue extends RuntimeException {
    private static final long serialVersionUID = 1;

    InexactValue(String message) {
      super(message);
    }
  }
}
