package ai.meterr.control.ingest;

import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Quantities per meter as they are sent: {@code usage}, and {@code meters} where modalities are
 * told apart. Whoever names a meter has told its quantity, and be it 0.
 *
 * @param told whether a meter is named at all
 */
record SentUsage(Usage usage, boolean told) {
  private static final long TOKENS_MAX = 1_000_000_000_000L;

  /** Reads the object that the parser stands at, to its end; null for a null. */
  static @Nullable SentUsage read(JsonParser json, Field value) throws Field.Wrong {
    if (!value.object()) {
      return null;
    }
    Usage.Builder usage = Usage.builder();
    Set<Meter> named = new HashSet<>();
    Field.Wrong wrong = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      try {
        add(usage, named, name, value, json);
      } catch (Field.Wrong bad) {
        wrong = wrong == null ? new Field.Wrong(shown(name), bad) : wrong;
      }
    }
    if (wrong != null) {
      throw wrong;
    }
    return new SentUsage(usage.build(), !named.isEmpty());
  }

  private static void add(
      Usage.Builder usage, Set<Meter> named, String name, Field value, JsonParser json)
      throws Field.Wrong {
    Meter meter = Meter.named(name);
    if (meter == null) {
      json.skipChildren();
      throw new Field.Wrong("is no meter");
    }
    BigDecimal quantity = meter.kind().isTokens() ? tokens(value) : value.quantity();
    if (quantity == null) {
      return;
    }
    if (!named.add(meter)) {
      throw new Field.Wrong("is given twice");
    }
    usage.add(meter, quantity);
  }

  private static @Nullable BigDecimal tokens(Field value) throws Field.Wrong {
    long tokens = value.integer(0, TOKENS_MAX, -1);
    return tokens < 0 ? null : BigDecimal.valueOf(tokens);
  }

  /** Whether this tells apart what another sums up. */
  boolean addsUpTo(SentUsage sums) {
    return perKind(usage).equals(perKind(sums.usage));
  }

  private static Map<MeterKind, BigDecimal> perKind(Usage usage) {
    Map<MeterKind, BigDecimal> sums = new EnumMap<>(MeterKind.class);
    usage.forEach(
        (meter, quantity) ->
            sums.merge(meter.kind(), quantity, (a, b) -> a.add(b).stripTrailingZeros()));
    sums.replaceAll((kind, quantity) -> quantity.stripTrailingZeros());
    return sums;
  }

  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }
}
