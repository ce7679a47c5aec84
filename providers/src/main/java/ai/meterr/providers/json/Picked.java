package ai.meterr.providers.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was picked from a JSON document; it no longer changes once handed out. Looking for what is
 * not there gives {@link #ABSENT}, so that a chain of look-ups needs no checks.
 */
public final class Picked {
  public static final Picked ABSENT = new Picked(null, Map.of(), List.of());
  static final Picked NULL = new Picked(null, Map.of(), List.of());

  /** String, BigDecimal, Boolean; for a container the container itself. */
  private final @Nullable Object value;

  private final Map<String, Picked> members;
  private final List<Picked> items;

  private Picked(@Nullable Object value, Map<String, Picked> members, List<Picked> items) {
    this.value = value;
    this.members = members;
    this.items = items;
  }

  static Picked scalar(Object value) {
    return new Picked(value, Map.of(), List.of());
  }

  static Picked object() {
    Map<String, Picked> members = new LinkedHashMap<>();
    return new Picked(members, members, List.of());
  }

  static Picked array() {
    List<Picked> items = new ArrayList<>();
    return new Picked(items, Map.of(), items);
  }

  /** For whoever builds it: what a container that is still open gets. */
  void add(String name, Picked value) {
    if (isObject()) {
      members.put(name, value);
    } else {
      items.add(value);
    }
  }

  /** A member of an object; of repeated names the last. */
  public Picked at(String name) {
    return members.getOrDefault(name, ABSENT);
  }

  /** The names of an object's members; empty for all else. */
  public Set<String> names() {
    return Collections.unmodifiableSet(members.keySet());
  }

  /** The first of these names that is there and not null. */
  public Picked atFirst(String... names) {
    for (String name : names) {
      if (at(name).isThere()) {
        return at(name);
      }
    }
    return ABSENT;
  }

  /** The elements of an array; empty for all else. */
  public List<Picked> items() {
    return Collections.unmodifiableList(items);
  }

  /** Whether it is there and not {@code null}. */
  public boolean isThere() {
    return value != null;
  }

  public boolean isArray() {
    return value instanceof List;
  }

  public boolean isObject() {
    return value instanceof Map;
  }

  /** A string, or null where it is none. Strings longer than {@link StringCutter#KEPT} are cut. */
  public @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  public boolean is(String text) {
    return text.equals(value);
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  public @Nullable BigDecimal number() {
    return value instanceof BigDecimal number ? number : null;
  }

  /**
   * This with all that a later report of the same thing restates: object by object, the last value
   * that is not null wins.
   */
  public Picked restatedBy(Picked later) {
    if (!later.isThere()) {
      return this;
    }
    if (!isObject() || !later.isObject()) {
      return later;
    }
    Picked merged = object();
    members.forEach(merged::add);
    later.members.forEach((name, next) -> merged.add(name, at(name).restatedBy(next)));
    return merged;
  }
}
