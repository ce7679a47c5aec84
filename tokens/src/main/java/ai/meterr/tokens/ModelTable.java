package ai.meterr.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of models: each line of the table is a model's name, or the beginning of one and
 * {@code *}, then a space and what is known. A name counts before a beginning, and of beginnings
 * the longest. Lines with {@code #} in front are remarks. Immutable.
 */
public final class ModelTable<T> {
  private final Map<String, T> known;

  private ModelTable(Map<String, T> known) {
    this.known = Map.copyOf(known);
  }

  /**
   * A table that comes with the library.
   *
   * @param value reads what stands behind the name
   */
  public static <T> ModelTable<T> bundled(
      Class<?> beside, String resource, Function<String, T> value) {
    try (var in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the library");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, T> known = new HashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int space = line.indexOf(' ');
          known.put(line.substring(0, space), value.apply(line.substring(space + 1)));
        }
      }
      return new ModelTable<>(known);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /** The same, and what is known of models whose names begin so. */
  public ModelTable<T> with(String beginning, T value) {
    Map<String, T> more = new HashMap<>(known);
    more.put(beginning + "*", value);
    return new ModelTable<>(more);
  }

  public Optional<T> of(String model) {
    T found = known.get(model);
    for (int length = model.length(); found == null && length > 0; length--) {
      found = known.get(model.substring(0, length) + "*");
    }
    return Optional.ofNullable(found);
  }

  Collection<T> values() {
    return known.values();
  }
}
