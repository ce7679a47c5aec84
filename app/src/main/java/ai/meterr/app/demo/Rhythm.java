package ai.meterr.app.demo;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;

/** When a program is busy, as a share of its busiest hour. */
enum Rhythm {
  /** People at desks: weekdays, with a lunch break. */
  OFFICE(0, 0, 0, 0, 0, 1, 8, 35, 80, 100, 97, 74, 58, 88, 96, 90, 66, 34, 16, 9, 6, 3, 1, 0, 4),
  /** Customers: all day, all week, more in the evening than people at desks. */
  CUSTOMERS(
      12, 8, 6, 5, 7, 14, 30, 55, 82, 96, 100, 95, 86, 88, 92, 94, 90, 80, 66, 54, 44, 36, 26, 18,
      62),
  /** Papers that arrive with the lorries: early, and again before the terminal closes. */
  TERMINAL(
      4, 3, 3, 6, 22, 60, 92, 100, 88, 70, 58, 52, 50, 54, 62, 78, 90, 84, 56, 30, 16, 10, 7, 5,
      30),
  /** Jobs in the night. */
  NIGHTLY(40, 96, 100, 92, 50, 8, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 6, 20, 78);

  private static final int HOURS = 24;

  private final int[] percent;

  /** One number per hour of the day, then that of a Saturday; a Sunday has four fifths of it. */
  Rhythm(int... percent) {
    this.percent = percent;
  }

  double at(ZonedDateTime time) {
    int day =
        time.getDayOfWeek() == DayOfWeek.SATURDAY
            ? percent[HOURS]
            : time.getDayOfWeek() == DayOfWeek.SUNDAY ? percent[HOURS] * 4 / 5 : 100;
    return percent[time.getHour()] * day / 10_000.0;
  }

  /** All hours of a weekday, in busiest hours. */
  double weekday() {
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      sum += percent[hour] / 100.0;
    }
    return sum;
  }
}
