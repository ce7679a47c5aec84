package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.vocabulary.Vocabulary;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;

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
    return countPart(limit, utf8, offset, offset + length, true);
  }

  /**
   * Tokens of a large text, counted by several threads: it is cut where any text may be cut, so
   * that the sum is the same.
   *
   * @param executor runs the work; the calling thread waits
   * @param threads how many parts are counted at the same time
   */
  public long countInParallel(byte[] utf8, int offset, int length, Executor executor, int threads) {
    if (threads <= 1 || length <= LargeText.PART_BYTES) {
      return count(utf8, offset, length);
    }
    Objects.checkFromIndexSize(offset, length, utf8.length);
    return LargeText.asItIs(this, MemorySegment.ofArray(utf8).asSlice(offset, length))
        .count(executor, threads);
  }

  /** Counts a text that comes in pieces. */
  public StreamCounter newStream() {
    return new StreamCounter(this);
  }

  /** Where the tokens of a text end: for showing them. */
  public TokenCut cut(byte[] utf8) {
    boolean changes = utf8.length > 0 && normalization.changes(utf8, 0, utf8.length, true);
    byte[] text = changes ? normalization.apply(utf8, 0, utf8.length, true) : utf8;
    int[] ends = new int[text.length];
    int tokens = workers.use(worker -> worker.tokenEnds(text, ends));
    return new TokenCut(text, Arrays.copyOf(ends, tokens));
  }

  /**
   * Tokens of a part that begins and ends where a text may be cut.
   *
   * @param first whether the text begins here
   */
  long countPart(long limit, byte[] utf8, int from, int end, boolean first) {
    if (from >= end) {
      return 0;
    }
    if (normalization.changes(utf8, from, end, first)) {
      byte[] text = normalization.apply(utf8, from, end, first);
      return workers.use(worker -> worker.count(text, 0, text.length, limit));
    }
    Worker worker = workers.take();
    try {
      return worker.count(utf8, from, end, limit);
    } finally {
      workers.giveBack(worker);
    }
  }

  SplitRule rule() {
    return rule;
  }

  Workers workers() {
    return workers;
  }

  boolean normalizes() {
    return normalization != Normalization.NONE;
  }

  /** Bytes that the encoding's tables hold on the heap, caches not included. */
  public long residentBytes() {
    return vocabulary.residentBytes();
  }
}
