package ai.meterr.providers;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Takes frames and fields out of a stream. Everything else passes byte for byte, whatever the split
 * of the input.
 */
public interface StreamFilter {
  /**
   * Views are valid only during the calls, in both directions. An incomplete frame is kept until
   * its rest comes, up to 4 MiB; past that it passes as it is.
   */
  void filter(ByteBuffer bytes, Consumer<ByteBuffer> out);

  /** What is still kept goes out. */
  void end(Consumer<ByteBuffer> out);

  interface Maker {
    StreamFilter make();
  }
}
