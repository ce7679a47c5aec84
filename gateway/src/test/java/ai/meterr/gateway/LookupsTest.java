package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.KeyDirectory.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LookupsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> asked = new ArrayList<>();

  @Test
  void a_storm_asks_once_and_everybody_gets_the_answer() {
    Queue<Runnable> blocking = new ArrayDeque<>();
    Lookups<String, Integer> lengths = new Lookups<>(this::length, any -> LONG, blocking::add);
    CompletableFuture<Integer> first = lengths.get("abc");
    CompletableFuture<Integer> second = lengths.get("abc");
    assertThat(first).isNotDone();

    while (!blocking.isEmpty()) {
      blocking.remove().run();
    }
    assertThat(first).isCompletedWithValue(3);
    assertThat(second).isCompletedWithValue(3);
    assertThat(lengths.get("abc")).isCompletedWithValue(3);
    assertThat(asked).containsExactly("abc");
  }

  @Test
  void an_answer_that_does_not_hold_is_asked_for_again() {
    Lookups<String, Integer> lengths =
        new Lookups<>(this::length, any -> Duration.ZERO, Runnable::run);
    assertThat(lengths.get("a")).isCompletedWithValue(1);
    assertThat(lengths.get("a")).isCompletedWithValue(1);

    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void a_port_that_is_away_is_told_as_such_and_not_asked_by_everybody() {
    Lookups<String, Integer> lengths =
        new Lookups<>(
            text -> {
              asked.add(text);
              throw new Unavailable("asking", new IllegalStateException("away"));
            },
            any -> LONG,
            Runnable::run);

    assertThatThrownBy(() -> lengths.get("a").join()).hasCauseInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> lengths.get("a").join()).hasCauseInstanceOf(Unavailable.class);
    assertThat(asked).containsExactly("a");
  }

  private int length(String text) {
    asked.add(text);
    return text.length();
  }
}
