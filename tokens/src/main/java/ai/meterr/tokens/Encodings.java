package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.pretokens.SplitRules;
import ai.meterr.tokens.vocabulary.Vocabulary;
import ai.meterr.tokens.vocabulary.VocabularyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The encodings there are. Each is loaded when it is first asked for and then kept. For any number
 * of threads; make one and hand it around, for vocabularies and caches are worth sharing.
 */
public final class Encodings {
  /** What makes a bundled encoding: its vocabulary's resource, its rule, what it normalizes. */
  private record Recipe(
      String vocabulary, Function<SplitRules, SplitRule> rule, Normalization normalization) {}

  private static final Map<EncodingId, Recipe> BUNDLED =
      Map.of(
          EncodingId.O200K_BASE,
          new Recipe("o200k_base", SplitRules::o200k, Normalization.NONE),
          EncodingId.O200K_HARMONY,
          new Recipe("o200k_base", SplitRules::o200k, Normalization.NONE),
          EncodingId.CL100K_BASE,
          new Recipe("cl100k_base", SplitRules::cl100k, Normalization.NONE),
          EncodingId.P50K_BASE,
          new Recipe("p50k_base", SplitRules::gpt2, Normalization.NONE),
          EncodingId.R50K_BASE,
          new Recipe("r50k_base", SplitRules::gpt2, Normalization.NONE),
          EncodingId.CLAUDE_LEGACY,
          new Recipe("claude_legacy", SplitRules::gpt2, Normalization.NFKC),
          EncodingId.MISTRAL_V1,
          new Recipe("mistral_v1", SplitRules::sentence, Normalization.SENTENCE),
          EncodingId.MISTRAL_TEKKEN,
          new Recipe("mistral_tekken", SplitRules::tekken, Normalization.NONE),
          EncodingId.QWEN,
          new Recipe("qwen", SplitRules::qwen, Normalization.NFC),
          EncodingId.DEEPSEEK_V3,
          new Recipe("deepseek_v3", SplitRules::deepseek, Normalization.NONE));

  private final SplitRules rules = new SplitRules();
  private final Map<String, Vocabulary> vocabularies = new ConcurrentHashMap<>();
  private final Map<EncodingId, Encoding> loaded = new ConcurrentHashMap<>();

  /** The bundled encodings; none of them loaded yet. */
  public static Encodings bundled() {
    return new Encodings();
  }

  private Encodings() {}

  /** All that can be asked for. */
  public Set<EncodingId> ids() {
    return new LinkedHashSet<>(BUNDLED.keySet());
  }

  /** The encoding of that name, where there is one. */
  public Optional<Encoding> find(EncodingId id) {
    return BUNDLED.containsKey(id) ? Optional.of(get(id)) : Optional.empty();
  }

  /**
   * The encoding of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public Encoding get(EncodingId id) {
    return loaded.computeIfAbsent(id, this::load);
  }

  private Encoding load(EncodingId id) {
    Recipe recipe = BUNDLED.get(id);
    if (recipe == null) {
      throw new IllegalArgumentException("no such encoding: " + id);
    }
    Vocabulary vocabulary = vocabularies.computeIfAbsent(recipe.vocabulary(), Encodings::read);
    return new Encoding(id, recipe.rule().apply(rules), vocabulary, recipe.normalization());
  }

  private static Vocabulary read(String name) {
    try (var in =
        Encodings.class.getResourceAsStream(
            "/ai/meterr/tokens/vocabulary/" + name + ".vocabulary")) {
      if (in == null) {
        throw new IllegalStateException("the vocabulary " + name + " is missing from the library");
      }
      return VocabularyFile.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the vocabulary " + name, e);
    }
  }
}
