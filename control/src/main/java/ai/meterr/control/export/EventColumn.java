package ai.meterr.control.export;

import ai.meterr.event.UsageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A column of events as rows: its name, and what an event says in it; null where it says nothing.
 */
sealed interface EventColumn {
  String name();

  record Text(String name, Function<UsageEvent, @Nullable String> of) implements EventColumn {}

  record Whole(String name, Function<UsageEvent, @Nullable Long> of) implements EventColumn {}

  record Decimal(String name, Function<UsageEvent, @Nullable BigDecimal> of)
      implements EventColumn {}

  record Time(String name, Function<UsageEvent, Instant> of) implements EventColumn {}

  record Flag(String name, Predicate<UsageEvent> of) implements EventColumn {}
}
