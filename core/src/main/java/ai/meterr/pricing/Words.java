package ai.meterr.pricing;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's words for a condition mean in its tariff. Case does not matter. A word that is
 * not in it means nothing: no price that asks for the condition then holds.
 */
public final class Words {
  /** Stands for an answer that names no value at all. */
  public static final String NOT_TOLD = "not_told";

  private final Map<String, String> meanings = new HashMap<>();
  private final Set<String> names;

  /**
   * @param wordsByName the provider's words for each name that the tariff's conditions use
   * @throws BadPriceBook where a word has two meanings
   */
  public Words(Map<String, List<String>> wordsByName) {
    names = Set.copyOf(wordsByName.keySet());
    wordsByName.forEach(
        (name, words) -> {
          for (String word : words) {
            String other = meanings.put(word.toLowerCase(Locale.ROOT), name);
            if (other != null) {
              throw new BadPriceBook("the word " + word + " means both " + other + " and " + name);
            }
          }
        });
  }

  /** The names that conditions may use. */
  public Set<String> names() {
    return names;
  }

  /** Our name for the provider's word; null where the word is not known. */
  @Nullable String meaning(@Nullable String word) {
    return meanings.get(word == null ? NOT_TOLD : word.toLowerCase(Locale.ROOT));
  }
}
