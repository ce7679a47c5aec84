package ai.meterr.tenancy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what a call is booked on. Names as people wrote them; a key by its public prefix ({@code
 * mtr_AbC…}).
 *
 * @param user personal data, like session and tags: erasable
 */
public record Attribution(
    @Nullable String key,
    @Nullable String project,
    @Nullable String team,
    @Nullable String user,
    @Nullable String session,
    @Nullable String feature,
    @Nullable String environment,
    SortedMap<String, String> tags) {
  public static final Attribution NONE =
      new Attribution(null, null, null, null, null, null, null, new TreeMap<>());

  /**
   * Characters of a name or a tag's value: longer ones are refused at the edge, so that a rollup's
   * rows stay bounded.
   */
  public static final int NAME_MAX = 128;

  public static final int TAGS_MAX = 16;

  public Attribution {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }
}
