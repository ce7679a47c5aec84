package ai.meterr.tokens;

import java.util.Set;
import java.util.stream.Collectors;

/** Which model has which encoding: an explicit table, never a guess. */
public final class ModelEncodings {
  private final ModelTable<ModelEncoding.Known> table;

  private ModelEncodings(ModelTable<ModelEncoding.Known> table) {
    this.table = table;
  }

  /** What providers have published; {@code models.txt} in this package. */
  public static ModelEncodings published() {
    return new ModelEncodings(
        ModelTable.bundled(ModelEncodings.class, "models.txt", ModelEncodings::known));
  }

  /** What is known of a model's tokenizer, by its name or the longest listed beginning of it. */
  public ModelEncoding of(String model) {
    return table
        .of(model)
        .<ModelEncoding>map(known -> known)
        .orElseGet(() -> new ModelEncoding.Unknown(model));
  }

  /** Encodings that at least one model has. */
  public Set<EncodingId> encodings() {
    return table.values().stream()
        .map(ModelEncoding.Known::encoding)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static ModelEncoding.Known known(String line) {
    String[] words = line.split(" ", -1);
    return new ModelEncoding.Known(new EncodingId(words[0]), exactness(words[1]));
  }

  private static Exactness exactness(String word) {
    return switch (word) {
      case "exact" -> new Exactness.Exact();
      case "estimate" -> new Exactness.Estimate();
      default -> throw new IllegalStateException("no exactness: " + word);
    };
  }
}
