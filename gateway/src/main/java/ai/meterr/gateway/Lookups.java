package ai.meterr.gateway;

import ai.meterr.access.KeyDirectory.Unavailable;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Answers of a blocking port, remembered for a while, its being away too: whatever the storm of
 * questions, it is asked the same one once.
 */
final class Lookups<K, V> {
  private static final int REMEMBERED_MAX = 100_000;
  private static final Duration AWAY = Duration.ofSeconds(1);

  private sealed interface Answer<V> {}

  private record Told<V>(V value) implements Answer<V> {}

  private record Away<V>(Unavailable why) implements Answer<V> {}

  private final AsyncLoadingCache<K, Answer<V>> answers;

  /**
   * @param ask blocks; throws {@link Unavailable} where the port cannot tell just now
   * @param remembered for how long an answer holds
   */
  Lookups(Function<K, V> ask, Function<V, Duration> remembered, Executor blocking) {
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfter(
                Expiry.<K, Answer<V>>writing(
                    (key, answer) ->
                        switch (answer) {
                          case Told<V>(V value) -> remembered.apply(value);
                          case Away<V> away -> AWAY;
                        }))
            .executor(blocking)
            .buildAsync(key -> answer(ask, key));
  }

  private static <K, V> Answer<V> answer(Function<K, V> ask, K key) {
    try {
      return new Told<>(ask.apply(key));
    } catch (Unavailable away) {
      return new Away<>(away);
    }
  }

  /** Fails with {@link Unavailable} where nobody can tell. */
  CompletableFuture<V> get(K key) {
    return answers
        .get(key)
        .thenApply(
            answer ->
                switch (answer) {
                  case Told<V>(V value) -> value;
                  case Away<V>(Unavailable why) -> throw why;
                });
  }
}
