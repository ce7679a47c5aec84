package ai.meterr.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which model has which encoding: an explicit table, never a guess. */
public final class ModelEncodings {
  private final Map<String, ModelEncoding.Known> named;
  private final Map<String, ModelEncoding.Known> beginning;

  private ModelEncodings(
      Map<String, ModelEncoding.Known> named, Map<String, ModelEncoding.Known> beginning) {
    this.named = Map.copyOf(named);
    this.beginning = Map.copyOf(beginning);
  }

  /** What providers have published; {@code models.txt} in this package. */
  public static ModelEncodings published() {
    try (var in = ModelEncodings.class.getResourceAsStream("models.txt")) {
      if (in == null) {
        throw new IllegalStateException("the table of models is missing from the library");
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table of models", e);
    }
  }

  /** What is known of a model's tokenizer, by its name or the longest listed beginning of it. */
  public ModelEncoding of(String model) {
    ModelEncoding.Known known = named.get(model);
    for (int length = model.length(); known == null && length > 0; length--) {
      known = beginning.get(model.substring(0, length));
    }
    return known == null ? new ModelEncoding.Unknown(model) : known;
  }

  /** Encodings that at least one model has. */
  public Set<EncodingId> encodings() {
    return Stream.concat(named.values().stream(), beginning.values().stream())
        .map(ModelEncoding.Known::encoding)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ModelEncodings read(BufferedReader lines) throws IOException {
    Map<String, ModelEncoding.Known> named = new HashMap<>();
    Map<String, ModelEncoding.Known> beginning = new HashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      var known = new ModelEncoding.Known(new EncodingId(words[1]), exactness(words[2]));
      if (words[0].endsWith("*")) {
        beginning.put(words[0].substring(0, words[0].length() - 1), known);
      } else {
        named.put(words[0], known);
      }
    }
    return new ModelEncodings(named, beginning);
  }

  private static Exactness exactness(String word) {
    return switch (word) {
      case "exact" -> new Exactness.Exact();
      case "estimate" -> new Exactness.Estimate();
      default -> throw new IllegalStateException("no exactness: " + word);
    };
  }
}
