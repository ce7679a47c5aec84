package ai.meterr.bench.dashboards;

import ai.meterr.ledger.rollup.Axis;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Names of the company's things and their ids, given as they come up. */
final class Dictionary {
  private final Map<Axis, Map<Integer, Long>> ids = new LinkedHashMap<>();
  private long last;

  long id(Axis axis, int number) {
    return ids.computeIfAbsent(axis, unseen -> new LinkedHashMap<>())
        .computeIfAbsent(number, unseen -> ++last);
  }

  /** As events tell it. */
  static String name(Axis axis, int number) {
    return switch (axis) {
      case OPERATION -> "chat";
      case ENVIRONMENT -> new String[] {"production", "staging", "development"}[number];
      case PROVIDER -> "provider_" + number;
      case KEY -> String.format(Locale.ROOT, "mtr_k%05d", number);
      default -> axis.wire() + "-" + number;
    };
  }

  Map<Axis, Map<Integer, Long>> all() {
    return ids;
  }
}
