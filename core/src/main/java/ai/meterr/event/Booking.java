package ai.meterr.event;

import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricer;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a call and what its answer told into the event that is booked. A pure function: the
 * gateway, an import and a test get the same event from the same facts.
 */
public final class Booking {
  /**
   * A tick of xAI's, the finest unit that a provider states. Statements computed in binary
   * fractions are off by far less ({@code 0.0076509169000000005}).
   */
  private static final BigDecimal NOISE = new BigDecimal("1e-10");

  private final Pricer pricer;

  public Booking(Pricer pricer) {
    this.pricer = pricer;
  }

  public UsageEvent book(CallFacts call, Reading reading) {
    List<String> notes = new ArrayList<>(call.notes());
    notes.addAll(reading.notes());
    Ending ending = ending(call, reading);
    Verdict verdict = verdict(call, reading, ending, notes);
    return event(call, reading, ending, verdict, notes, call.id().value(), 1);
  }

  /**
   * Books what somebody else says of a call. Its status, price and cost are found as for a call
   * that Meterr carried.
   */
  public UsageEvent book(Report report) {
    CallFacts call = report.call();
    Reading reading = report.reading();
    List<String> notes = new ArrayList<>(call.notes());
    notes.addAll(reading.notes());
    Verdict verdict = verdict(report, notes);
    return event(
        call, reading, ending(call, reading), verdict, notes, report.requestId(), report.attempt());
  }

  private static UsageEvent event(
      CallFacts call,
      Reading reading,
      Ending ending,
      Verdict verdict,
      List<String> notes,
      String requestId,
      int attempt) {
    return new UsageEvent(
        call.id(),
        requestId,
        attempt,
        call.time(),
        call.provider(),
        call.requestModel(),
        reading.responseModel(),
        call.operation(),
        reading.serviceTier(),
        reading.region(),
        call.streamed(),
        call.httpStatus(),
        new UsageEvent.Facts(ending, verdict.usageSource, verdict.pricing),
        verdict.status,
        verdict.usage,
        verdict.cost,
        verdict.lines,
        verdict.price,
        verdict.subCalls,
        reading.providerCost(),
        call.source(),
        notes,
        reading.responseId(),
        call.latency(),
        call.timeToFirstToken(),
        call.attribution());
  }

  private record Verdict(
      Status status,
      UsageSource usageSource,
      PricingState pricing,
      Usage usage,
      @Nullable Money cost,
      List<Line> lines,
      @Nullable PriceRef price,
      List<PricedSubCall> subCalls) {

    static Verdict without(Status status, UsageSource source, PricingState pricing) {
      return new Verdict(status, source, pricing, Usage.NONE, null, List.of(), null, List.of());
    }

    /** The same, where the usage is not the provider's own. */
    Verdict estimated(UsageSource source) {
      return new Verdict(
          status == Status.PRICED ? Status.ESTIMATED : status,
          source,
          pricing,
          usage,
          cost,
          lines,
          price,
          subCalls);
    }

    static Verdict free(Status status) {
      return new Verdict(
          status,
          UsageSource.NONE,
          PricingState.FREE,
          Usage.NONE,
          Money.zero(CurrencyCode.USD),
          List.of(),
          null,
          List.of());
    }
  }

  private static Ending ending(CallFacts call, Reading reading) {
    boolean failedAnswer =
        (call.httpStatus() != null && call.httpStatus() >= 400) || reading.errorInside();
    return call.ending() == Ending.COMPLETED && failedAnswer
        ? Ending.PROVIDER_ERROR
        : call.ending();
  }

  private Verdict verdict(CallFacts call, Reading reading, Ending ending, List<String> notes) {
    Integer httpStatus = call.httpStatus();
    if (httpStatus != null && (httpStatus >= 400 || call.endpoint() == EndpointKind.COUNTING)) {
      return Verdict.free(Status.NOT_BILLED);
    }
    if (httpStatus == null && !call.requestWritten()) {
      return Verdict.without(Status.FAILED, UsageSource.NONE, PricingState.UNPRICED);
    }
    if (ending == Ending.METERR_DIED) {
      return Verdict.without(Status.INTERRUPTED, UsageSource.UNKNOWN, PricingState.UNPRICED);
    }
    if (reading.told() == Told.REPORTED) {
      return charged(call, reading, priced(call, reading, notes), notes);
    }
    boolean silent = reading.told() == Told.SILENT;
    if (silent && call.endpoint() == EndpointKind.NO_USAGE && httpStatus != null) {
      return Verdict.free(Status.NO_USAGE);
    }
    return Verdict.without(Status.UNKNOWN, UsageSource.UNKNOWN, PricingState.UNPRICED);
  }

  private Verdict verdict(Report report, List<String> notes) {
    CallFacts call = report.call();
    Integer httpStatus = call.httpStatus();
    if ((httpStatus != null && httpStatus >= 400) || call.endpoint() == EndpointKind.COUNTING) {
      if (!report.reading().usage().isEmpty()) {
        notes.add("not billed by the provider: the usage that was reported is not counted");
      }
      return Verdict.free(Status.NOT_BILLED);
    }
    return switch (report.usageSource()) {
      case NONE -> Verdict.free(Status.NO_USAGE);
      case UNKNOWN -> Verdict.without(Status.UNKNOWN, UsageSource.UNKNOWN, PricingState.UNPRICED);
      case PROVIDER -> priced(call, report.reading(), notes);
      case COUNTED, ESTIMATED ->
          priced(call, report.reading(), notes).estimated(report.usageSource());
    };
  }

  private Verdict priced(CallFacts call, Reading reading, List<String> notes) {
    CostResult cost =
        pricer.price(
            new Charge(
                call.provider(),
                call.requestModel(),
                reading.responseModel(),
                call.operation(),
                reading.serviceTier(),
                reading.region(),
                reading.usage(),
                reading.subCalls(),
                call.time()));
    return switch (cost) {
      case CostResult.Priced(var total, var lines, var price, var subCalls) ->
          new Verdict(
              Status.PRICED,
              UsageSource.PROVIDER,
              PricingState.PRICED,
              reading.usage(),
              total,
              lines,
              price,
              subCalls);
      case CostResult.Free(var price) ->
          new Verdict(
              Status.PRICED,
              UsageSource.PROVIDER,
              PricingState.FREE,
              reading.usage(),
              Money.zero(CurrencyCode.USD),
              List.of(),
              price,
              withoutPrice(reading));
      case CostResult.Unpriced(var why, var detail) -> {
        notes.add("unpriced: " + why.wire() + (detail.isEmpty() ? "" : ": " + detail));
        yield new Verdict(
            Status.UNPRICED,
            UsageSource.PROVIDER,
            PricingState.UNPRICED,
            reading.usage(),
            null,
            List.of(),
            null,
            withoutPrice(reading));
      }
    };
  }

  /**
   * What the provider states that it charged for this very call is what the call cost: it knows the
   * host that a router chose, the tools that ran, and how it rounds. Where the price book comes to
   * the same, its lines explain the cost; where not, the statement is the receipt.
   */
  private static Verdict charged(
      CallFacts call, Reading reading, Verdict ours, List<String> notes) {
    Money stated = reading.providerCost();
    if (stated == null || (ours.cost != null && isSame(ours.cost, stated))) {
      return ours;
    }
    if (ours.cost != null) {
      notes.add("the cost is what the provider states; by the price book: " + ours.cost);
    }
    return new Verdict(
        Status.PRICED,
        ours.usageSource,
        PricingState.PRICED,
        ours.usage,
        stated,
        List.of(),
        PriceRef.stated(call.provider(), call.time()),
        withoutPrice(reading));
  }

  private static boolean isSame(Money ours, Money stated) {
    return ours.currency().equals(stated.currency())
        && ours.amount().subtract(stated.amount()).abs().compareTo(NOISE) < 0;
  }

  private static List<PricedSubCall> withoutPrice(Reading reading) {
    return reading.subCalls().stream().map(call -> new PricedSubCall(call, List.of())).toList();
  }
}
