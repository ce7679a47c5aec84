package ai.meterr.providers.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a JSON document are wanted: a tree of names. {@code a.b} is a member of a member,
 * {@code a.[].b} one of every element, {@code a.**} a value with all that is in it. An object at
 * the end of a path is kept without its members.
 */
public final class Paths {
  private static final String EACH = "[]";
  private static final String WHOLE = "**";

  private final Map<String, Paths> children = new HashMap<>();
  private boolean whole;

  private Paths() {}

  public static Paths of(String... paths) {
    return new Paths().with(paths);
  }

  /** These and others. */
  public Paths and(String... others) {
    return new Paths().with(this).with(others);
  }

  private Paths with(Paths other) {
    whole |= other.whole;
    other.children.forEach(
        (name, child) -> children.computeIfAbsent(name, unseen -> new Paths()).with(child));
    return this;
  }

  private Paths with(String... paths) {
    for (String path : paths) {
      Paths node = this;
      for (String name : path.split("\\.", -1)) {
        if (name.equals(WHOLE)) {
          node.whole = true;
        } else {
          node = node.children.computeIfAbsent(name, unseen -> new Paths());
        }
      }
    }
    return this;
  }

  /** Null: nothing below that name is wanted. */
  @Nullable Paths member(String name) {
    return whole ? this : children.get(name);
  }

  @Nullable Paths element() {
    return whole ? this : children.get(EACH);
  }
}
