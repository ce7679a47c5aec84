package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.tenancy.OrganizationId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a batch's values: all that it has is told first, then {@link Names} is asked once, and
 * each entry looks up the texts that it holds itself.
 */
final class NamesOfBatch {
  private final Map<OrganizationId, Map<Axis, Map<String, Long>>> ids = new HashMap<>();
  private @Nullable OrganizationId last;
  private Map<Axis, Map<String, Long>> ofLast = Map.of();

  void has(OrganizationId organization, Axis axis, @Nullable String value) {
    if (value != null) {
      of(organization).computeIfAbsent(axis, unseen -> new HashMap<>()).put(value, Names.NOT_TOLD);
    }
  }

  /** Gives every value its id. */
  void resolve(Names names) {
    Set<Name> all = new HashSet<>();
    ids.forEach(
        (organization, axes) ->
            axes.forEach(
                (axis, values) ->
                    values
                        .keySet()
                        .forEach(value -> all.add(new Name(organization, axis, value)))));
    Map<Name, Long> given = names.ids(all);
    ids.forEach(
        (organization, axes) ->
            axes.forEach(
                (axis, values) ->
                    values.replaceAll(
                        (value, none) -> Names.id(given, new Name(organization, axis, value)))));
  }

  long id(OrganizationId organization, Axis axis, @Nullable String value) {
    if (value == null) {
      return Names.NOT_TOLD;
    }
    Long id = of(organization).getOrDefault(axis, Map.of()).get(value);
    if (id == null) {
      throw new IllegalStateException("a value that the batch was not told to have");
    }
    return id;
  }

  private Map<Axis, Map<String, Long>> of(OrganizationId organization) {
    if (!organization.equals(last)) {
      last = organization;
      ofLast = ids.computeIfAbsent(organization, unseen -> new EnumMap<>(Axis.class));
    }
    return ofLast;
  }
}
