package ai.meterr.sandbox;

import java.io.IOException;

/**
 * The connection is to be cut here. Leaving a handler by an exception makes the JDK's server close
 * the socket without the body's end.
 */
final class Cut extends IOException {
  Cut() {
    super("cut on request");
  }
}
