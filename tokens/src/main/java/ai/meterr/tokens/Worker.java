package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.vocabulary.Merger;
import ai.meterr.tokens.vocabulary.Vocabulary;

/** Counts for one thread at a time: cuts a batch of pretokens, then counts each. */
final class Worker {
  private static final int BATCH = 512;

  private final SplitRule rule;
  private final Merger merger;
  private final int[] ends = new int[BATCH];

  Worker(SplitRule rule, Vocabulary vocabulary) {
    this.rule = rule;
    this.merger = new Merger(vocabulary);
  }

  /** Tokens from {@code from} to {@code end}, or some number above the limit. */
  long count(byte[] utf8, int from, int end, long limit) {
    long tokens = 0;
    int at = from;
    while (at < end && tokens <= limit) {
      int cut = rule.split(utf8, at, end, ends);
      for (int i = 0; i < cut; i++) {
        tokens += merger.count(utf8, at, ends[i]);
        at = ends[i];
      }
    }
    return tokens;
  }
}
