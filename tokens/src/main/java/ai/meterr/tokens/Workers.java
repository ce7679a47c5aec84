package ai.meterr.tokens;

import ai.meterr.tokens.pretokens.SplitRule;
import ai.meterr.tokens.vocabulary.Vocabulary;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** Workers that wait to be used again: about one a processor, so that their caches stay warm. */
final class Workers {
  private final SplitRule rule;
  private final Vocabulary vocabulary;
  private final AtomicReferenceArray<Worker> waiting;

  Workers(SplitRule rule, Vocabulary vocabulary) {
    this.rule = rule;
    this.vocabulary = vocabulary;
    this.waiting = new AtomicReferenceArray<>(Runtime.getRuntime().availableProcessors() + 1);
  }

  <T> T use(Function<Worker, T> work) {
    Worker worker = take();
    try {
      return work.apply(worker);
    } finally {
      giveBack(worker);
    }
  }

  Worker take() {
    for (int i = 0; i < waiting.length(); i++) {
      Worker worker = waiting.get(i);
      if (worker != null && waiting.compareAndSet(i, worker, null)) {
        return worker;
      }
    }
    return new Worker(rule, vocabulary);
  }

  void giveBack(Worker worker) {
    for (int i = 0; i < waiting.length(); i++) {
      if (waiting.get(i) == null && waiting.compareAndSet(i, null, worker)) {
        return;
      }
    }
  }
}
