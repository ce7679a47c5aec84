package ai.meterr.proxy;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Logs what a handler or a relay threw. Its message is left out: it may quote a prompt or a key.
 */
final class Crash {
  private static final Logger LOG = Logger.getLogger(Crash.class.getName());
  private static final int FRAMES = 12;

  private Crash() {}

  static void log(String where, Throwable thrown) {
    StringBuilder trace = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      trace.append(trace.isEmpty() ? "" : "; caused by ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        trace.append("\n  at ").append(frames[i]);
      }
    }
    LOG.log(Level.SEVERE, "{0} failed: {1}", new Object[] {where, trace});
  }
}
