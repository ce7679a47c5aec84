package ai.meterr.control.prices;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Parameters;
import ai.meterr.cost.CostResult;
import ai.meterr.ledger.json.ReceiptJson;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricers;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** {@code POST /api/v1/price}: what a usage costs the organization. */
public final class QuoteAnswers {
  private static final Set<String> FIELDS =
      Set.of("provider", "model", "usage", "operation", "service_tier", "region", "time");

  private final Askers askers;
  private final Pricers pricers;
  private final InstantSource clock;

  public QuoteAnswers(Askers askers, Pricers pricers, InstantSource clock) {
    this.askers = askers;
    this.pricers = pricers;
    this.clock = clock;
  }

  public void price(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    Parameters.read(request.query().rawValue(), Set.of());
    CostResult cost = pricers.of(asker.organization()).price(charge(Body.read(request, FIELDS)));
    Answers.send(response, json -> ReceiptJson.write(json, cost));
  }

  private Charge charge(Body body) {
    ProviderId provider = body.provider("provider");
    ModelId model = new ModelId(body.requiredText("model", 256));
    Instant time = body.instant("time");
    String operation = body.text("operation", 64);
    return new Charge(
        provider,
        null,
        model,
        operation == null ? Operation.CHAT : Operation.fromWire(operation),
        body.text("service_tier", 128),
        body.text("region", 128),
        usage(body),
        List.of(),
        time == null ? clock.instant() : time);
  }

  private static Usage usage(Body body) {
    SortedMap<Meter, BigDecimal> quantities = body.quantities("usage");
    if (quantities == null) {
      throw Problem.field("usage", "is required");
    }
    try {
      return Usage.of(quantities);
    } catch (IllegalArgumentException fraction) {
      throw Problem.field("usage", String.valueOf(fraction.getMessage()));
    }
  }
}
