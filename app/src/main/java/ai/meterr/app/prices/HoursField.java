package ai.meterr.app.prices;

import ai.meterr.pricing.WeeklyHours;
import ai.meterr.pricing.WeeklyHours.Span;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hours of the week: {@code {zone: Asia/Shanghai, days: [monday], times: ["09:00-12:00"]}}. */
final class HoursField {
  private static final Pattern TIMES =
      Pattern.compile("([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])");
  private static final int MINUTES_OF_HOUR = 60;

  private HoursField() {}

  /** Days that are left out are all days. */
  static WeeklyHours read(String name, Fields week) {
    List<Span> spans = new ArrayList<>();
    for (String text : week.texts("times")) {
      spans.add(span(week, text));
    }
    if (spans.isEmpty()) {
      throw week.bad("times", "are missing");
    }
    return new WeeklyHours(name, zone(week), days(week), spans);
  }

  private static Span span(Fields week, String text) {
    Matcher times = TIMES.matcher(text);
    if (times.matches()) {
      int from = minutes(times.group(1), times.group(2));
      int to = minutes(times.group(3), times.group(4));
      try {
        return new Span(from, to);
      } catch (IllegalArgumentException e) {
        throw week.bad("times", "must end later than they begin, at 24:00 at the latest");
      }
    }
    throw week.bad("times", "must be such as \"09:00-12:00\"");
  }

  private static int minutes(String hours, String minutes) {
    return Integer.parseInt(hours) * MINUTES_OF_HOUR + Integer.parseInt(minutes);
  }

  private static ZoneId zone(Fields week) {
    try {
      return ZoneId.of(week.required("zone"));
    } catch (DateTimeException e) {
      throw week.bad("zone", "must be such as Asia/Shanghai");
    }
  }

  private static Set<DayOfWeek> days(Fields week) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String day : week.texts("days")) {
      try {
        days.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw week.bad("days", "know no " + day);
      }
    }
    return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
  }
}
