package ai.meterr.ledger.json;

import ai.meterr.cost.CostResult;
import tools.jackson.core.JsonGenerator;

/** What a usage costs, as JSON in the fields of an event. */
public final class ReceiptJson {
  private ReceiptJson() {}

  /** One object where the generator stands; {@code cost} is null where there is no price. */
  public static void write(JsonGenerator json, CostResult cost) {
    EventWriter fields = new EventWriter(json);
    json.writeStartObject();
    switch (cost) {
      case CostResult.Priced priced -> {
        json.writeStringProperty("pricing", "priced");
        fields.cost(priced.total());
        fields.lines(priced.lines());
        fields.price(priced.price());
      }
      case CostResult.Free(var price) -> {
        json.writeStringProperty("pricing", "free");
        json.writeStringProperty("cost", "0");
        fields.price(price);
      }
      case CostResult.Unpriced(var why, var detail) -> {
        json.writeStringProperty("pricing", "unpriced");
        json.writeNullProperty("cost");
        json.writeStringProperty("reason", why.wire());
        json.writeStringProperty("detail", detail);
      }
    }
    json.writeEndObject();
  }
}
