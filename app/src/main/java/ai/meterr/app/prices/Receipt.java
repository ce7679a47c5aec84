package ai.meterr.app.prices;

import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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

  /** One line. {@code cost} is null where there is no price. */
  public static String json(CostResult cost) {
    ObjectNode receipt = JsonMapper.shared().createObjectNode();
    switch (cost) {
      case CostResult.Priced priced -> {
        receipt.put("pricing", "priced").put("cost", priced.total().toDecimalString());
        receipt.put("currency", priced.total().currency().code());
        lines(receipt.putArray("lines"), priced.lines());
        price(receipt.putObject("price"), priced.price());
      }
      case CostResult.Free(var price) -> {
        receipt.put("pricing", "free").put("cost", "0");
        price(receipt.putObject("price"), price);
      }
      case CostResult.Unpriced(var why, var detail) ->
          receipt
              .put("pricing", "unpriced")
              .putNull("cost")
              .put("reason", word(why))
              .put("detail", detail);
    }
    return receipt + System.lineSeparator();
  }

  private static void lines(ArrayNode array, List<Line> lines) {
    for (Line line : lines) {
      array
          .addObject()
          .put("meter", line.meter().name())
          .put("quantity", line.quantity().toPlainString())
          .put("unit_price", line.unitPrice().toPlainString())
          .put("amount", line.amount().toPlainString());
    }
  }

  private static void price(ObjectNode object, PriceRef price) {
    object
        .put("id", price.id())
        .put("source", price.source())
        .put("retrieved_at", price.retrievedAt().toString());
    Instant from = price.validFrom();
    if (from != null) {
      object.put("valid_from", from.toString());
    }
  }

  private static String word(CostResult.Why why) {
    return why.name().toLowerCase(Locale.ROOT);
  }
}
