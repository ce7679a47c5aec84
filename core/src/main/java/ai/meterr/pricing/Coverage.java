package ai.meterr.pricing;

import ai.meterr.usage.Meter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds holes: a price that ends and is taken up again later, context bands that miss a size in
 * between, or prices for some hours of the week with none for the rest. Someone would have meant to
 * close them. That a price begins or ends for good, or holds up to a size only, may be so.
 */
final class Coverage {
  private Coverage() {}

  private record Group(
      ModelMatch match, Meter meter, @Nullable String tier, @Nullable String region) {}

  /**
   * @throws BadPriceBook naming the card before or after the hole
   */
  static void refuseHoles(List<PriceCard> cards) {
    Map<Group, List<PriceCard>> groups = new LinkedHashMap<>();
    for (PriceCard card : cards) {
      for (ModelMatch match : card.models()) {
        for (Meter meter : card.rates().keySet()) {
          Conditions conditions = card.conditions();
          groups
              .computeIfAbsent(
                  new Group(match, meter, conditions.tier(), conditions.region()),
                  key -> new ArrayList<>())
              .add(card);
        }
      }
    }
    groups.forEach(Coverage::refuseHoles);
  }

  private static void refuseHoles(Group group, List<PriceCard> cards) {
    TreeSet<Instant> edges = new TreeSet<>();
    for (PriceCard card : cards) {
      edges.add(start(card));
      edges.add(end(card));
    }
    for (Instant time : edges.headSet(edges.last())) {
      List<PriceCard> atSomeHour =
          cards.stream()
              .filter(card -> !time.isBefore(start(card)) && time.isBefore(end(card)))
              .toList();
      List<PriceCard> holding =
          atSomeHour.stream()
              .filter(card -> card.conditions().hours() == null)
              .sorted(Comparator.comparingLong(card -> card.conditions().context().from()))
              .toList();
      if (holding.isEmpty() && !atSomeHour.isEmpty()) {
        throw new BadPriceBook(
            atSomeHour.getFirst().place()
                + ": "
                + group.meter
                + " of "
                + group.match
                + " has no price outside the hours "
                + atSomeHour.getFirst().conditions().hours());
      }
      if (holding.isEmpty()) {
        throw new BadPriceBook(
            cards.getFirst().place()
                + ": "
                + group.meter
                + " of "
                + group.match
                + " has no price from "
                + time
                + " on, but has one again later");
      }
      refuseMissingSizes(group, holding);
    }
  }

  private static void refuseMissingSizes(Group group, List<PriceCard> holding) {
    long covered = 0;
    for (PriceCard card : holding) {
      ContextBand band = card.conditions().context();
      if (band.from() > covered) {
        throw new BadPriceBook(
            card.place()
                + ": "
                + group.meter
                + " of "
                + group.match
                + " has no price for "
                + covered
                + " to "
                + (band.from() - 1)
                + " input tokens");
      }
      covered = Math.max(covered, band.to());
    }
  }

  private static Instant start(PriceCard card) {
    Instant from = card.validity().from();
    return from == null ? Instant.MIN : from;
  }

  private static Instant end(PriceCard card) {
    Instant to = card.validity().to();
    return to == null ? Instant.MAX : to;
  }
}
