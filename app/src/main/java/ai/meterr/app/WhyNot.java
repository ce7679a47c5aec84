package ai.meterr.app;

/** Says in one line why something could not be done. */
final class WhyNot {
  private WhyNot() {}

  static String of(Throwable failed) {
    StringBuilder line = new StringBuilder(text(failed));
    Throwable cause = failed.getCause();
    if (cause != null) {
      String detail = text(cause);
      if (line.indexOf(detail) < 0) {
        line.append(" (").append(detail).append(')');
      }
    }
    return line.toString().replace('\n', ' ').replace('\r', ' ');
  }

  private static String text(Throwable failed) {
    String message = failed.getMessage();
    return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
  }
}
