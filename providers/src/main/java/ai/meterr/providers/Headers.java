package ai.meterr.providers;

import org.jspecify.annotations.Nullable;

/** The headers of an answer. Valid only during the call that they are given to. */
@FunctionalInterface
public interface Headers {
  Headers NONE = name -> null;

  /**
   * The first value of a header, null where there is none.
   *
   * @param name in lower case
   */
  @Nullable String first(String name);
}
