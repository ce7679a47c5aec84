package ai.meterr.app.log;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * One line per record on standard output: standard error belongs to the one line that says why a
 * start failed.
 */
public final class Logs {
  private Logs() {}

  public static void toStandardOut() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    Logger.getLogger("ai.meterr").setLevel(Level.INFO);
    root.addHandler(new Flushing(System.out));
  }

  private static final class Flushing extends StreamHandler {
    Flushing(PrintStream out) {
      super(out, new OneLine());
    }

    @Override
    public synchronized void publish(LogRecord record) {
      super.publish(record);
      flush();
    }
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord record) {
      StringBuilder line =
          new StringBuilder()
              .append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
              .append(' ')
              .append(record.getLevel().getName().toLowerCase(Locale.ROOT))
              .append(' ')
              .append(shortened(record.getLoggerName()))
              .append(": ")
              .append(formatMessage(record));
      for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
        line.append(" < ").append(cause);
        if (cause.getStackTrace().length > 0) {
          line.append(" at ").append(cause.getStackTrace()[0]);
        }
      }
      return line.toString().replace('\n', ' ').replace('\r', ' ') + System.lineSeparator();
    }

    private static String shortened(@Nullable String logger) {
      return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
  }
}
