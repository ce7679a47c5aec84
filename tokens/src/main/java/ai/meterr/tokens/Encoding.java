package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.vocabulary.Vocabulary;
import java.util.Objects;

/**
 * Counts tokens as one vocabulary with its splitting rule does. Only ordinary text is counted: what
 * looks like a special token is text. Bytes that are no UTF-8 are counted as they are. For any
 * number of threads.
 */
public final class Encoding {
  private final EncodingId id;
  private final SplitRule rule;
  private final Vocabulary vocabulary;
  private final Normalization normalization;
  private final Workers workers;

  Encoding(EncodingId id, SplitRule rule, Vocabulary vocabulary, Normalization normalization) {
    this.id = id;
    this.rule = rule;
    this.vocabulary = vocabulary;
    this.normalization = normalization;
    this.workers = new Workers(rule, vocabulary);
  }

  public EncodingId id() {
    return id;
  }

  /** Tokens of a text in UTF-8. */
  public long count(byte[] utf8) {
    return count(utf8, 0, utf8.length);
  }

  /**
   * Tokens of a text in UTF-8.
   *
   * @throws IndexOutOfBoundsException where the range is not in the array
   */
  public long count(byte[] utf8, int offset, int length) {
    return countUpTo(Long.MAX_VALUE, utf8, offset, length);
  }

  /** Tokens of a text; a surrogate without its other half counts as U+FFFD. */
  public long count(CharSequence text) {
    return count(Utf16.toUtf8(text));
  }

  /**
   * Tokens of a text, or, as soon as there are more than {@code limit}, some number above it. Costs
   * no more than counting up to there.
   *
   * @throws IndexOutOfBoundsException where the range is not in the array
   */
  public long countUpTo(long limit, byte[] utf8, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    if (length == 0) {
      return 0;
    }
    Worker worker = workers.take();
    try {
      if (normalization.changes(utf8, offset, offset + length)) {
        byte[] changed = normalization.apply(utf8, offset, offset + length);
        return worker.count(changed, 0, changed.length, limit);
      }
      return worker.count(utf8, offset, offset + length, limit);
    } finally {
      workers.giveBack(worker);
    }
  }

  /** Bytes that the encoding's tables hold on the heap, caches not included. */
  public long residentBytes() {
    return vocabulary.residentBytes();
  }
}
