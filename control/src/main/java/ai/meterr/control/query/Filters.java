package ai.meterr.control.query;

import ai.meterr.catalog.ProviderNames;
import ai.meterr.control.answer.Problem;
import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dimensions as parameters: as filters, and as what to group by. */
public final class Filters {
  /** The longest name that anything has: a model's. */
  private static final int VALUE_LENGTH_MAX = 256;

  private static final int VALUES_MAX = 100;

  private static final Set<String> NAMES =
      Stream.of(Dimension.values()).map(Dimension::wire).collect(Collectors.toUnmodifiableSet());

  private Filters() {}

  /** The names of an operation's parameters: its own and every filter's. */
  public static Set<String> and(String... own) {
    return Stream.concat(NAMES.stream(), Stream.of(own)).collect(Collectors.toUnmodifiableSet());
  }

  public static Map<Dimension, List<String>> read(Parameters parameters) {
    Map<Dimension, List<String>> filters = new EnumMap<>(Dimension.class);
    int count = 0;
    for (Dimension dimension : Dimension.values()) {
      List<String> values =
          parameters.all(dimension.wire()).stream()
              .map(value -> dimension == Dimension.PROVIDER ? ProviderNames.ours(value) : value)
              .distinct()
              .toList();
      for (String value : values) {
        check(dimension, value);
      }
      count += values.size();
      if (count > VALUES_MAX) {
        throw Problem.parameter(dimension.wire(), "there are more than " + VALUES_MAX + " filters");
      }
      if (!values.isEmpty()) {
        filters.put(dimension, values);
      }
    }
    return filters;
  }

  private static void check(Dimension dimension, String value) {
    if (value.length() > VALUE_LENGTH_MAX) {
      throw Problem.parameter(
          dimension.wire(), "is longer than " + VALUE_LENGTH_MAX + " characters");
    }
    if (dimension == Dimension.STATUS) {
      word(Status.class, dimension.wire(), value);
    }
  }

  public static List<Dimension> groupBy(Parameters parameters, String name) {
    String value = parameters.one(name, 256);
    if (value == null) {
      return List.of();
    }
    Set<Dimension> dimensions = new LinkedHashSet<>();
    for (String part : value.split(",", -1)) {
      if (!dimensions.add(word(Dimension.class, name, part))) {
        throw Problem.parameter(name, "names " + part + " twice");
      }
    }
    return List.copyOf(dimensions);
  }

  /** A word of the contract. */
  public static <E extends Enum<E> & Wire> E word(Class<E> type, String parameter, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.wire().equals(value)) {
        return constant;
      }
    }
    throw Problem.parameter(
        parameter,
        "is not one of "
            + Stream.of(type.getEnumConstants()).map(Wire::wire).collect(Collectors.joining(", ")));
  }
}
