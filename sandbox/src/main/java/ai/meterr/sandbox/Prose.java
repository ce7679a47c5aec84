package ai.meterr.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Sentences that a helpful model at a forwarding company might say. */
final class Prose {
  private static final List<String> SENTENCES =
      List.of(
          "The consignment left the depot in Halden this morning and is due at the terminal before"
              + " six.",
          "Two of the three pallets match the waybill; the third carries a label from another"
              + " order.",
          "I would ask the driver for a photograph of the seal before the customs office closes.",
          "The invoice names the consignee, but the street on the delivery note is an older one.",
          "Nothing in the thread says who agreed to the later slot, so please confirm it with the"
              + " planner.",
          "Here is a short summary that you can send to the customer as it stands.",
          "The weight on the manifest and the weight at the gate differ by less than one per cent.",
          "If the ferry is full, the road over Moss costs one hour more and no extra toll.",
          "The change is small: one query reads the whole table, and an index on the booking date"
              + " avoids that.",
          "I suggest that the test covers an empty list as well, since that is what failed last"
              + " week.",
          "The claim is within the carrier's liability, provided that the damage was noted on"
              + " arrival.",
          "Please find the three most likely tariff codes below, the best one first.",
          "The temperature stayed between two and five degrees for the whole journey.",
          "No surcharge applies, because the container was returned within the free days.",
          "The letter asks for a refund of the storage fee and gives the date of collection.",
          "A shorter answer is possible: yes, the booking can still be moved to Thursday.",
          "The function closes the file twice, which is harmless here but hides the first error.",
          "Demand on this lane rises in the second half of the month and falls on public holidays.",
          "I could not read the stamp in the lower corner; the rest of the form is clear.",
          "The customer wrote twice, first about the delay and then about the missing invoice.",
          "Both addresses lie in the same postal zone, so the price stays as quoted.",
          "The new clause moves the risk to the buyer as soon as the goods are loaded.",
          "Of the forty open tickets, nine wait for the carrier and four for us.",
          "That part number belongs to the cooling unit and not to the door.");

  private static final List<String> THOUGHTS =
      List.of(
          "The request has two parts, and the second depends on the first.",
          "I should check the dates before I answer.",
          "The numbers given do not add up at first sight; the fee may be included.",
          "A short answer is enough here.",
          "The document mentions a second address that matters for the route.");

  private Prose() {}

  /** Whole sentences, at least so many words. */
  static Text.Spoken say(SplittableRandom random, int words) {
    return new Text.Spoken(draw(SENTENCES, random, words));
  }

  static String think(SplittableRandom random, int words) {
    return String.join(" ", draw(THOUGHTS, random, words));
  }

  private static List<String> draw(List<String> from, SplittableRandom random, int words) {
    List<String> drawn = new ArrayList<>();
    while (drawn.size() < words) {
      drawn.addAll(Arrays.asList(from.get(random.nextInt(from.size())).split(" ")));
    }
    return drawn;
  }
}
