package ai.meterr.storage.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.Attribution;

/** An event with another attribution: the raw log keeps the two apart. */
public final class Attributed {
  private Attributed() {}

  public static UsageEvent with(UsageEvent event, Attribution attribution) {
    return new UsageEvent(
        event.id(),
        event.requestId(),
        event.attempt(),
        event.time(),
        event.provider(),
        event.requestModel(),
        event.responseModel(),
        event.operation(),
        event.serviceTier(),
        event.streamed(),
        event.httpStatus(),
        event.facts(),
        event.status(),
        event.usage(),
        event.cost(),
        event.lines(),
        event.price(),
        event.subCalls(),
        event.providerCost(),
        event.source(),
        event.notes(),
        event.providerResponseId(),
        event.latency(),
        event.timeToFirstToken(),
        attribution);
  }
}
