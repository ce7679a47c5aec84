package ai.meterr.gateway;

import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.usage.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call's two records: the one that stands if Meterr dies, and the one that says how it
 * went.
 */
final class Meter {
  private final LongSupplier nanos;

  /**
   * @param nanos a monotonic clock, in nanoseconds
   */
  Meter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  long now() {
    return nanos.getAsLong();
  }

  UsageEvent opening(Call call) {
    return call.booking()
        .book(
            facts(call, new Outcome(null, Ending.METERR_DIED, true, null, List.of()), false),
            Reading.silent(false));
  }

  UsageEvent closing(Call call, Outcome outcome, Reading reading) {
    return call.booking().book(facts(call, outcome, true), reading);
  }

  /**
   * How a call went.
   *
   * @param httpStatus null where no answer came
   * @param requestWritten whether the provider may have worked
   * @param firstByteNanos when the first byte of a streamed answer's body came, null where none did
   */
  record Outcome(
      @Nullable Integer httpStatus,
      Ending ending,
      boolean requestWritten,
      @Nullable Long firstByteNanos,
      List<String> notes) {}

  private CallFacts facts(Call call, Outcome outcome, boolean timed) {
    List<String> notes = new ArrayList<>(call.notes());
    notes.addAll(outcome.notes());
    Long firstByte = outcome.firstByteNanos();
    return new CallFacts(
        call.id(),
        call.began(),
        call.provider(),
        call.request().model(),
        call.endpoint().operation(),
        call.kind(),
        call.request().streamed(),
        outcome.httpStatus(),
        outcome.ending(),
        outcome.requestWritten(),
        Source.GATEWAY,
        timed ? Duration.ofNanos(now() - call.beganNanos()) : null,
        firstByte == null ? null : Duration.ofNanos(firstByte - call.beganNanos()),
        call.attribution(),
        notes);
  }
}
