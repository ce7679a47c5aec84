package ai.meterr.gateway;

import ai.meterr.event.UsageEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts calls and refusals for the operator. Labels are bounded: no key, model or name of a tenant
 * is one.
 */
final class CallLog {
  private final MeterRegistry registry;
  private final AtomicLong running;

  CallLog(MeterRegistry registry) {
    this.registry = registry;
    this.running = registry.gauge("meterr.calls.running", new AtomicLong());
  }

  void began() {
    running.incrementAndGet();
  }

  void over() {
    running.decrementAndGet();
  }

  void ended(UsageEvent event) {
    Counter.builder("meterr.calls")
        .description("Forwarded calls by provider, status and ending")
        .tag("provider", event.provider().name())
        .tag("status", event.status().wire())
        .tag("ending", event.facts().ending().wire())
        .register(registry)
        .increment();
    Duration latency = event.latency();
    if (latency != null) {
      Timer.builder("meterr.call.duration")
          .tag("provider", event.provider().name())
          .register(registry)
          .record(latency);
    }
  }

  /** A call that was refused is a metric, never an event. */
  void refused(Refusal refusal) {
    Counter.builder("meterr.refusals")
        .tag("code", refusal.code())
        .tag("status", Integer.toString(refusal.status()))
        .register(registry)
        .increment();
  }
}
