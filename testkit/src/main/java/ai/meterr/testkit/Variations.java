package ai.meterr.testkit;

import ai.meterr.catalog.ModelId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.usage.Meter;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events made from others. */
public final class Variations {
  private Variations() {}

  /** The same call as another source tells of it: what it used, what it cost, and who says so. */
  public static UsageEvent told(UsageEvent event, UsageEvent by) {
    return of(event, event.id(), event.time(), event.responseModel(), by, by.subCalls());
  }

  public static UsageEvent at(UsageEvent event, Instant time) {
    return of(event, event.id(), time, event.responseModel(), event, event.subCalls());
  }

  public static UsageEvent withId(UsageEvent event, EventId id) {
    return of(event, id, event.time(), event.responseModel(), event, event.subCalls());
  }

  public static UsageEvent answeredBy(UsageEvent event, String model) {
    return of(event, event.id(), event.time(), new ModelId(model), event, event.subCalls());
  }

  /** A receipt of about 250 bytes for each sub-call. */
  public static UsageEvent withSubCalls(UsageEvent event, int count) {
    List<PricedSubCall> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Usage usage = Usage.builder().add(Meter.INPUT, i * 7L).add(Meter.OUTPUT, i * 3L).build();
      List<Line> lines = new ArrayList<>();
      int at = i;
      usage.forEach(
          (meter, quantity) ->
              lines.add(Line.of(meter, quantity, BigDecimal.valueOf(1 + at % 977L, 3))));
      calls.add(
          new PricedSubCall(new SubCall(new ModelId("model-" + i % 50), "advisor", usage), lines));
    }
    return of(event, event.id(), event.time(), event.responseModel(), event, calls);
  }

  private static UsageEvent of(
      UsageEvent event,
      EventId id,
      Instant time,
      @Nullable ModelId responseModel,
      UsageEvent told,
      List<PricedSubCall> subCalls) {
    return new UsageEvent(
        id,
        event.requestId(),
        event.attempt(),
        time,
        event.provider(),
        event.requestModel(),
        responseModel,
        event.operation(),
        event.serviceTier(),
        event.region(),
        event.streamed(),
        event.httpStatus(),
        told.facts(),
        told.status(),
        told.usage(),
        told.cost(),
        told.lines(),
        told.price(),
        subCalls,
        told.providerCost(),
        told.source(),
        told.notes(),
        event.providerResponseId(),
        event.latency(),
        event.timeToFirstToken(),
        event.attribution());
  }
}
