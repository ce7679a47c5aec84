package ai.meterr.app.imports;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EndpointKind;
import ai.meterr.event.EventId;
import ai.meterr.event.Report;
import ai.meterr.event.Source;
import ai.meterr.event.UsageSource;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider sums up of several calls: its usage is shared out evenly among as many events,
 * spread over its period. So tokens, money and the number of requests add up to what the provider
 * says, and no event is taken for one large call, whose price may be another. A call's own share is
 * not known, and a note says so.
 *
 * @param identity names the row: the same row imported twice is imported once
 * @param calls how many events; at least one
 */
record UsageTotal(
    ProviderId provider,
    ModelId model,
    Instant from,
    Instant to,
    Map<Meter, Long> quantities,
    long calls,
    @Nullable String tier,
    Attribution attribution,
    String identity) {

  private static final long CALLS_MAX = 10_000_000;

  /**
   * @throws BadRecord where nobody makes so many calls in a row's time
   */
  void book(Booking booking, Imported imported) throws BadRecord {
    if (calls > CALLS_MAX) {
      throw new BadRecord("it sums up more than " + CALLS_MAX + " calls");
    }
    Duration step = Duration.between(from, to).dividedBy(calls);
    String row = Ids.of(provider.name(), provider.name() + identity);
    for (long call = 0; call < calls; call++) {
      CallFacts facts =
          new CallFacts(
              new EventId(row + "-" + call),
              from.plus(step.multipliedBy(call)),
              provider,
              model,
              Operation.CHAT,
              EndpointKind.METERED,
              false,
              null,
              Ending.COMPLETED,
              true,
              Source.IMPORT,
              null,
              null,
              attribution,
              calls == 1 ? List.of() : List.of("an even share of " + calls + " calls"));
      Reading reading =
          new Reading(
              Told.REPORTED,
              share(call),
              model,
              null,
              tier,
              null,
              List.of(),
              null,
              false,
              true,
              List.of());
      imported.event(
          booking.book(new Report(facts, reading, UsageSource.PROVIDER, facts.id().value(), 1)));
    }
  }

  private Usage share(long call) {
    Usage.Builder share = Usage.builder();
    quantities.forEach(
        (meter, quantity) ->
            share.add(meter, quantity / calls + (call < quantity % calls ? 1 : 0)));
    return share.build();
  }
}
