package ai.meterr.app;

import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Says in one line why something could not be done: what failed, and in brackets what caused it.
 */
final class WhyNot {
  private WhyNot() {}

  static String of(Throwable failed) {
    Throwable first =
        failed instanceof UncheckedIOException
                && failed.getCause() != null
                && failed.getCause().toString().equals(failed.getMessage())
            ? failed.getCause()
            : failed;
    StringBuilder line = new StringBuilder(text(first));
    for (Throwable cause = first.getCause(); cause != null; cause = cause.getCause()) {
      String detail = text(cause);
      if (!line.toString().toLowerCase(Locale.ROOT).contains(detail.toLowerCase(Locale.ROOT))) {
        line.append(" (").append(detail).append(')');
      }
    }
    return line.toString().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  private static String text(Throwable failed) {
    String message = failed.getMessage();
    return message == null || message.isBlank()
        ? failed.getClass().getSimpleName()
        : message.strip();
  }
}
