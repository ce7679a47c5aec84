package ai.meterr.tokens.chat;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.LargeText;
import ai.meterr.tokens.TokenCount;
import ai.meterr.tokens.TokenCut;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Counts texts and conversations as one model does, and says how exact that is. */
public final class ModelCounter {
  private static final Set<EncodingId> OPENAI =
      Set.of(EncodingId.O200K_BASE, EncodingId.CL100K_BASE);

  private final String model;
  private final Encoding encoding;
  private final Exactness published;
  private final Calibration calibration;
  private final boolean calibrated;
  private final Encoding base;

  /**
   * @param encoding the model's own; of one that has none published, {@code base}
   * @param base what the calibration weighs the tokens of; without one, {@code encoding}
   */
  ModelCounter(
      String model,
      Encoding encoding,
      Exactness published,
      Optional<Calibration> calibration,
      Encoding base) {
    this.model = model;
    this.encoding = encoding;
    this.published = published;
    this.calibration = calibration.orElseGet(() -> Calibration.plain(encoding.id()));
    this.calibrated = calibration.isPresent();
    this.base = base;
  }

  /** Tokens of a text in UTF-8 that stands alone. */
  public TokenCount text(byte[] utf8) {
    if (isExact()) {
      return new TokenCount(encoding.count(utf8), encoding.id(), published);
    }
    return fitted(Features.of(base, utf8));
  }

  /**
   * Tokens of a text that may be large; what is not UTF-8 counts as U+FFFD.
   *
   * @param executor runs the work; the calling thread waits
   * @param threads how many parts are counted at the same time
   */
  public TokenCount text(MemorySegment text, Executor executor, int threads) {
    if (isExact()) {
      long tokens = LargeText.repaired(encoding, text).count(executor, threads);
      return new TokenCount(tokens, encoding.id(), published);
    }
    return fitted(
        LargeText.repaired(base, text)
            .parts(executor, threads, part -> Features.of(base, part))
            .stream()
            .reduce(Features.none(), Features::plus));
  }

  /** Tokens of all that is sent: messages, functions, media, and what the provider adds. */
  public TokenCount conversation(Conversation conversation) {
    Media media = Media.of(model, conversation);
    if (isExact() && OPENAI.contains(encoding.id())) {
      long tokens = new OpenAiFraming(encoding, model).count(conversation);
      return new TokenCount(
          tokens + media.tokens(), encoding.id(), openAiExactness(conversation, media));
    }
    TokenCount text = fitted(Features.of(base, conversation));
    return new TokenCount(
        text.tokens() + media.tokens(),
        text.encoding(),
        media.isNone() ? text.exactness() : new Exactness.Estimate());
  }

  /**
   * What is around functions and answer formats is not published, and so carries the mean absolute
   * relative error on recorded calls; docs/reference/tokens.md says how it was measured.
   */
  private static Exactness openAiExactness(Conversation conversation, Media media) {
    if (!media.isNone()) {
      return new Exactness.Estimate();
    }
    boolean calls =
        conversation.messages().stream().anyMatch(message -> !message.calls().isEmpty());
    boolean functions = calls || !conversation.tools().isEmpty();
    boolean responses = conversation.api() == Conversation.Api.RESPONSES;
    if (!conversation.answerFormat().isEmpty()) {
      return new Exactness.Calibrated(responses ? 0.082 : 0.067);
    }
    if (functions) {
      return new Exactness.Calibrated(responses ? 0.055 : 0.004);
    }
    // of 118 recorded responses 9 differ: not all that was sent is in the request
    return responses ? new Exactness.Calibrated(0.016) : new Exactness.Exact();
  }

  private TokenCount fitted(Features features) {
    return new TokenCount(
        calibration.count(features),
        base.id(),
        calibrated ? new Exactness.Calibrated(calibration.error()) : new Exactness.Estimate());
  }

  private boolean isExact() {
    return published instanceof Exactness.Exact;
  }

  /** Where tokens end: the model's own, or where none are published, those counted with. */
  public TokenCut cut(byte[] utf8) {
    return (isExact() ? encoding : base).cut(utf8);
  }
}
