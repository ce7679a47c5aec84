package ai.meterr.app.prices;

import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.ledger.json.ReceiptJson;
import java.io.StringWriter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a usage costs, for people and as JSON in the fields of an event. */
public final class Receipt {
  private Receipt() {}

  /** A line for each meter, the total, and where the price was read. */
  public static String text(CostResult cost) {
    return switch (cost) {
      case CostResult.Priced priced -> {
        StringBuilder text = new StringBuilder();
        for (Line line : priced.lines()) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%-18s %12s × %-10s%s = %s%n",
                  line.meter(),
                  line.quantity().toPlainString(),
                  line.unitPrice().toPlainString(),
                  line.meter().kind().isTokens() ? " / 1,000,000" : "            ",
                  line.amount().toPlainString()));
        }
        yield text.append(String.format(Locale.ROOT, "total %s%n", priced.total()))
            .append(source(priced.price()))
            .toString();
      }
      case CostResult.Free(var price) ->
          String.format(Locale.ROOT, "free of charge%n") + source(price);
      case CostResult.Unpriced(var why, var detail) ->
          String.format(Locale.ROOT, "unpriced: %s (%s)%n", word(why), detail);
    };
  }

  private static String source(PriceRef price) {
    return String.format(
        Locale.ROOT,
        "price %s, read at %s on %s%n",
        price.id(),
        price.source(),
        price.retrievedAt());
  }

  /** One line, in the fields of an event. {@code cost} is null where there is no price. */
  public static String json(CostResult cost) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      ReceiptJson.write(json, cost);
    }
    return text + System.lineSeparator();
  }

  private static String word(CostResult.Why why) {
    return why.wire();
  }
}
