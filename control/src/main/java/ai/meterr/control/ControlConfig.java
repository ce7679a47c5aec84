package ai.meterr.control;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * @param version of Meterr, as {@code /api/v1/status} tells it
 * @param publicUrl how people and programs reach Meterr; null where the operator has not said so
 */
public record ControlConfig(Listen listen, String version, @Nullable URI publicUrl) {

  /** Where the gateway finds the control plane. Nobody else may. */
  public sealed interface Listen {
    /**
     * A socket file in a folder that only Meterr's user may enter. A stale one is replaced: whoever
     * starts the control plane holds the lock of the data folder.
     */
    record UnixSocket(Path path) implements Listen {}

    /**
     * A free port of 127.0.0.1, where other users of the machine may knock too.
     *
     * @param secret what {@code x-meterr-internal} must say; made at start
     */
    record Loopback(String secret) implements Listen {
      @Override
      public String toString() {
        return "Loopback[…]";
      }
    }
  }
}
