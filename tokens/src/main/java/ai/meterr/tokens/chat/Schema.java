package ai.meterr.tokens.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a JSON schema says of a value, as far as providers show it to the model. References are
 * resolved.
 *
 * @param types {@code string}, {@code integer} and so on; empty: not told
 * @param title empty: none
 * @param description empty: none
 * @param choices of an enumeration, as JSON
 * @param standard the default as JSON; empty: none
 * @param items of an array; empty: not told
 * @param anyOf alternatives; empty: none
 */
public record Schema(
    List<String> types,
    String title,
    String description,
    List<String> choices,
    String standard,
    Map<String, Schema> properties,
    Set<String> required,
    List<Schema> items,
    List<Schema> anyOf) {
  /** Says nothing. */
  public static final Schema ANY =
      new Schema(List.of(), "", "", List.of(), "", Map.of(), Set.of(), List.of(), List.of());

  public Schema {
    types = List.copyOf(types);
    choices = List.copyOf(choices);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    required = Set.copyOf(required);
    items = List.copyOf(items);
    anyOf = List.copyOf(anyOf);
  }
}
