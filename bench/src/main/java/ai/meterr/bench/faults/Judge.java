package ai.meterr.bench.faults;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Holds against each other, call by call, what the provider wrote down before it answered, what
 * reached the clients, and the events of the ledger.
 *
 * <ul>
 *   <li>A call that the provider took has exactly one event; so has one whose client was told an
 *       event's id.
 *   <li>A call that the provider never saw has at most one event, and none that charges for it.
 *   <li>An answer that reached its client whole is priced, with the usage that the provider
 *       reported; an error is not billed. Whatever is priced is priced with that usage.
 *   <li>An event that was reported, however often, is there once, if that was acknowledged, and
 *       never more than once; it says what was reported.
 *   <li>Where no node died, no event is interrupted, and what the provider served reached the
 *       client whole.
 *   <li>The sums are those of the events.
 * </ul>
 */
final class Judge {
  private static final Set<String> CHARGES_NOTHING =
      Set.of("failed", "interrupted", "unknown", "not_billed");

  private final boolean nodesDied;
  private final Map<String, List<Logged>> log = new HashMap<>();
  private final Map<String, List<JsonNode>> events = new HashMap<>();
  private final List<String> lost = new ArrayList<>();
  private final List<String> doubled = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private Judge(boolean nodesDied) {
    this.nodesDied = nodesDied;
  }

  /**
   * Tells what the rules find; nothing of {@link Findings#verify}.
   *
   * @param total sums over a time that holds all of the events
   */
  static Findings judge(
      List<Made> made,
      List<Reported> reported,
      List<Logged> logged,
      List<JsonNode> events,
      JsonNode total,
      boolean nodesDied) {
    Judge judge = new Judge(nodesDied);
    logged.forEach(
        one -> judge.log.computeIfAbsent(one.call(), call -> new ArrayList<>()).add(one));
    events.forEach(
        one -> judge.events.computeIfAbsent(callOf(one), call -> new ArrayList<>()).add(one));
    made.forEach(judge::call);
    reported.forEach(judge::reported);
    Set<String> calls = new HashSet<>();
    made.forEach(one -> calls.add(one.call()));
    reported.forEach(one -> calls.add(one.call()));
    judge.strangers(calls);
    judge.sums(events, total);
    return new Findings(judge.lost, judge.doubled, judge.wrong, List.of());
  }

  static String callOf(JsonNode event) {
    return event.path("tags").path("call").asString("");
  }

  private static String status(JsonNode event) {
    return event.path("status").asString("");
  }

  private void call(Made made) {
    List<Logged> taken = log.getOrDefault(made.call(), List.of());
    List<JsonNode> recorded = events.getOrDefault(made.call(), List.of());
    boolean promised = made.eventId() != null;
    if (recorded.isEmpty() && (promised || !taken.isEmpty())) {
      lost.add(made + " was taken by the provider " + taken.size() + " times and has no event");
    }
    if (recorded.size() > 1) {
      doubled.add(made + " has events " + recorded.stream().map(Judge::brief).toList());
    }
    if (taken.size() > 1) {
      wrong.add(made + " was sent to the provider " + taken.size() + " times");
    }
    if (promised && !recorded.isEmpty() && recorded.stream().noneMatch(one -> hasId(one, made))) {
      wrong.add(made + " has another event than its client was told: " + recorded);
    }
    if (recorded.size() == 1) {
      event(made, taken, recorded.getFirst());
    }
    if (!nodesDied && made.isServed() && !taken.isEmpty() && !made.whole()) {
      wrong.add(made + " was served by the provider, and its answer broke off though no node died");
    }
  }

  private static boolean hasId(JsonNode event, Made made) {
    return event.path("id").asString("").equals(made.eventId());
  }

  private void event(Made made, List<Logged> taken, JsonNode event) {
    String status = status(event);
    if (!nodesDied && status.equals("interrupted")) {
      wrong.add(made + " is interrupted though no node died");
    }
    if (taken.isEmpty()) {
      if (!CHARGES_NOTHING.contains(status)) {
        wrong.add(made + " never reached the provider, and is " + brief(event));
      }
      return;
    }
    Logged provider = taken.getFirst();
    if (made.whole() && made.status() == 200 && made.isServed() && !status.equals("priced")) {
      wrong.add(made + " reached its client whole, and is " + brief(event));
    }
    if (made.whole() && made.status() >= 400 && !status.equals("not_billed")) {
      wrong.add(made + " was answered by an error, and is " + brief(event));
    }
    if (status.equals("priced")) {
      priced(made, provider, event);
    }
  }

  private void priced(Made made, Logged provider, JsonNode event) {
    JsonNode usage = event.path("usage");
    boolean same =
        sum(usage, "input") == sum(provider.usage(), "input")
            && sum(usage, "cache_read") == sum(provider.usage(), "cache_read")
            && sum(usage, "cache_write", "cache_write_5m", "cache_write_1h")
                == sum(provider.usage(), "cache_write_5m", "cache_write_1h")
            // not every API tells reasoning apart from the rest of what it generates
            && sum(usage, "output", "reasoning") == sum(provider.usage(), "output", "reasoning");
    if (!same) {
      wrong.add(made + ": the provider reported " + provider.usage() + ", it is " + brief(event));
    }
    if (!event.path("provider_response_id").asString("").equals(provider.id())) {
      wrong.add(made + ": the provider's id is " + provider.id() + ", it is " + brief(event));
    }
    if (!event.path("cost").isString()) {
      wrong.add(made + " is priced without a cost: " + brief(event));
    }
  }

  private static long sum(JsonNode usage, String... classes) {
    return Stream.of(classes).mapToLong(name -> usage.path(name).asLong(0)).sum();
  }

  private void reported(Reported report) {
    List<JsonNode> recorded = events.getOrDefault(report.call(), List.of());
    if (recorded.isEmpty() && report.acknowledged()) {
      lost.add(report + " has no event");
    }
    if (recorded.size() > 1) {
      doubled.add(report + " has events " + recorded.stream().map(Judge::brief).toList());
    }
    for (JsonNode event : recorded) {
      boolean same =
          sum(event.path("usage"), "input") == report.input()
              && sum(event.path("usage"), "output") == report.output();
      if (!same || !status(event).equals("priced")) {
        wrong.add(report + " is " + brief(event));
      }
    }
  }

  private void strangers(Set<String> calls) {
    log.keySet().stream()
        .filter(call -> !calls.contains(call))
        .forEach(call -> wrong.add("the provider took a call that nobody made: " + call));
    events.forEach(
        (call, recorded) -> {
          if (!calls.contains(call)) {
            wrong.add("an event of a call that nobody made: " + recorded);
          }
        });
  }

  private void sums(List<JsonNode> all, JsonNode total) {
    compare("requests", all.size(), total);
    for (String status : List.of("interrupted", "failed", "unknown", "not_billed")) {
      compare(status, all.stream().filter(one -> status(one).equals(status)).count(), total);
    }
    BigDecimal cost =
        all.stream()
            .map(event -> event.path("cost"))
            .filter(JsonNode::isString)
            .map(one -> new BigDecimal(one.stringValue()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (new BigDecimal(total.path("cost").asString("0")).compareTo(cost) != 0) {
      wrong.add("the events cost " + cost + ", the sums say " + total.path("cost"));
    }
  }

  private void compare(String what, long events, JsonNode total) {
    long summed = total.path(what).asLong(-1);
    if (summed != events) {
      wrong.add("the sums say " + summed + " " + what + ", the events " + events);
    }
  }

  private static String brief(JsonNode event) {
    return status(event)
        + " "
        + event.path("id").asString("")
        + " ending "
        + event.path("ending").asString("")
        + " response "
        + event.path("provider_response_id").asString("none")
        + " usage "
        + event.path("usage")
        + " notes "
        + event.path("notes");
  }
}
