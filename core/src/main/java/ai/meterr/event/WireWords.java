package ai.meterr.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of one enum, made once: every event that is read or written has a handful of them. */
final class WireWords {
  private static final ClassValue<WireWords> OF =
      new ClassValue<>() {
        @Override
        protected WireWords computeValue(Class<?> type) {
          return new WireWords(type);
        }
      };

  private final String[] words;
  private final Map<String, Object> constants = new HashMap<>();

  private WireWords(Class<?> type) {
    Object[] all = type.getEnumConstants();
    this.words = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      words[i] = ((Enum<?>) all[i]).name().toLowerCase(Locale.ROOT);
      constants.put(words[i], all[i]);
    }
  }

  static WireWords of(Class<?> type) {
    return OF.get(type);
  }

  String word(int ordinal) {
    return words[ordinal];
  }

  @Nullable Object constant(String word) {
    return constants.get(word);
  }
}
