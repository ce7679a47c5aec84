package ai.meterr.ledger.identity;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which arrivals are reports of one call, and what the ledger keeps of them.
 *
 * <ul>
 *   <li>Two exchanges of the gateway are two calls, whatever ids the provider put into them.
 *   <li>The same source under the same event id: a repetition.
 *   <li>Different sources under the same event id: one call.
 *   <li>Else the provider's id of the answer, where the response models agree, the times lie within
 *       {@link #APART_MAX} and neither source has used the id for two calls.
 *   <li>An exchange that fetched an answer made earlier belongs to the call of that answer,
 *       whenever that was, and whoever reported it.
 * </ul>
 *
 * A report never takes another one's place: it is a sighting, and corrects where it is {@link
 * Belief believed} more. One instance takes one batch.
 */
public final class Matching {
  public static final Duration APART_MAX = Duration.ofHours(24);

  private final Map<Identity, List<Sign>> signs;
  private final int journal;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Sign> given = new ArrayList<>();
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<Joining> joinings = new ArrayList<>();
  private final Set<EntryName> superseded = new HashSet<>();
  private final Set<EntryName> fetched = new HashSet<>();

  /** A report of a call that was known. */
  public record Sighting(KnownCall call, Arrival arrival, Outcome outcome) {}

  /** That two events turned out to be one call. */
  public record Joining(KnownCall withdrawn, KnownCall into) {}

  /**
   * @param signs all that is known of the identities of the batch's arrivals; what the batch adds
   *     is put into it
   * @param journal the store's number of the batch's journal
   */
  public Matching(Map<Identity, List<Sign>> signs, int journal) {
    this.signs = signs;
    this.journal = journal;
  }

  public Outcome take(Arrival arrival) {
    Reporter reporter = Reporter.of(arrival);
    Identity event = Identity.ofEvent(arrival.organization(), arrival.event().id());
    Optional<KnownCall> reported = reportedAs(event, reporter::equals);
    if (reported.isPresent()) {
      return seen(reported.get(), arrival, Outcome.REPEATED);
    }
    Predicate<KnownCall> allowed =
        call -> !(reporter.equals(Reporter.EXCHANGE) && call.hasExchange());
    KnownCall byEvent =
        reportedAs(event, other -> !other.equals(reporter)).filter(allowed).orElse(null);
    KnownCall byAnswer = byAnswer(arrival, reporter).filter(allowed).orElse(null);
    KnownCall call = byEvent != null ? byEvent : byAnswer;
    if (call == null) {
      return count(arrival, reporter);
    }
    boolean joins =
        byAnswer != null && byAnswer != call && !(byAnswer.hasExchange() && call.hasExchange());
    Outcome outcome = weigh(call, joins ? byAnswer : null, arrival);
    call.reportedBy(reporter);
    sign(call, arrival, reporter);
    return seen(call, arrival, outcome);
  }

  private Outcome count(Arrival arrival, Reporter reporter) {
    EntryName name = name(arrival, arrival.event().time());
    KnownCall call =
        new KnownCall(name, reporter, name, arrival.event(), reporter.looksBack(), false);
    entries.add(Entry.of(arrival));
    if (reporter.looksBack()) {
      fetched.add(name);
    }
    sign(call, arrival, reporter);
    return Outcome.COUNTED;
  }

  private Optional<KnownCall> reportedAs(Identity event, Predicate<Reporter> reporter) {
    return known(event).stream()
        .filter(sign -> reporter.test(sign.reporter()))
        .min(Comparator.comparing(sign -> sign.reporter().source()))
        .map(sign -> sign.call().resolved());
  }

  private Optional<KnownCall> byAnswer(Arrival arrival, Reporter reporter) {
    String responseId = arrival.event().providerResponseId();
    if (responseId == null || responseId.isEmpty()) {
      return Optional.empty();
    }
    List<Sign> uses =
        known(Identity.ofAnswer(arrival.organization(), arrival.event().provider(), responseId));
    List<Sign> agreeing =
        uses.stream().filter(use -> modelsAgree(use.call().resolved(), arrival.event())).toList();
    return reporter.looksBack()
        ? fetchedCall(agreeing, arrival.event().time())
        : reportedCall(uses, agreeing, reporter, arrival.event().time());
  }

  private static Optional<KnownCall> reportedCall(
      List<Sign> uses, List<Sign> agreeing, Reporter reporter, Instant time) {
    if (uses.stream().anyMatch(use -> use.reporter().equals(reporter))) {
      return Optional.empty();
    }
    return agreeing.stream()
        .filter(use -> calls(uses, use.reporter()) == 1)
        .filter(use -> use.reporter().looksBack() || near(use.call().resolved(), time))
        .min(Comparator.comparing(use -> use.reporter().source()))
        .map(use -> use.call().resolved());
  }

  /** For how many calls a reporter has used an identity. */
  private static long calls(List<Sign> uses, Reporter reporter) {
    return uses.stream()
        .filter(use -> use.reporter().equals(reporter))
        .map(use -> use.call().resolved())
        .distinct()
        .count();
  }

  /** Of several calls the last one that had begun by then. */
  private static Optional<KnownCall> fetchedCall(List<Sign> agreeing, Instant time) {
    Comparator<KnownCall> byTime = Comparator.comparing(call -> call.event().time());
    List<KnownCall> calls = agreeing.stream().map(use -> use.call().resolved()).toList();
    return calls.stream()
        .filter(call -> !call.event().time().isAfter(time))
        .max(byTime)
        .or(() -> calls.stream().min(byTime));
  }

  private static boolean modelsAgree(KnownCall call, UsageEvent event) {
    return call.event().responseModel() == null
        || event.responseModel() == null
        || Objects.equals(call.event().responseModel(), event.responseModel());
  }

  private static boolean near(KnownCall call, Instant time) {
    return Duration.between(call.event().time(), time).abs().compareTo(APART_MAX) <= 0;
  }

  /**
   * @param other a second event that the arrival shows to be the same call
   */
  private Outcome weigh(KnownCall call, @Nullable KnownCall other, Arrival arrival) {
    UsageEvent standing = call.event();
    UsageEvent now = standing;
    Belief belief = call.belief();
    boolean looksBack = call.looksBack();
    if (other != null) {
      boolean believed = other.belief().compareTo(belief) > 0;
      now =
          Merged.of(
              standing,
              believed ? other.event() : standing,
              Merged.filled(standing.attribution(), other.event().attribution()));
      belief = believed ? other.belief() : belief;
      looksBack = believed ? other.looksBack() : looksBack;
    }
    if (Belief.in(arrival.event(), arrival.looksBack()).compareTo(belief) > 0) {
      now =
          Merged.of(
              now,
              arrival.event(),
              Merged.filled(now.attribution(), arrival.event().attribution()));
      looksBack = arrival.looksBack();
    }
    if (other == null && now.equals(standing)) {
      return Outcome.SEEN;
    }
    replace(call, arrival, now, looksBack);
    if (other != null) {
      join(call, other, arrival);
      return Outcome.CORRECTED;
    }
    return Merged.sameSums(standing, now) ? Outcome.SEEN : Outcome.CORRECTED;
  }

  private void replace(KnownCall call, Arrival arrival, UsageEvent now, boolean looksBack) {
    entries.add(entry(arrival, Entry.Part.TAKES_BACK, call.event()));
    entries.add(entry(arrival, Entry.Part.ADDS, now));
    superseded.add(call.current());
    EntryName name = name(arrival, now.time());
    if (looksBack) {
      fetched.add(name);
    }
    call.becomes(now, looksBack, name);
  }

  private void join(KnownCall call, KnownCall other, Arrival arrival) {
    entries.add(entry(arrival, Entry.Part.WITHDRAWS, other.event()));
    superseded.add(other.current());
    joinings.add(new Joining(other, call));
    other.isSameAs(call);
  }

  private static Entry entry(Arrival arrival, Entry.Part part, UsageEvent event) {
    return new Entry(arrival.organization(), arrival.position(), part, event);
  }

  private EntryName name(Arrival arrival, Instant time) {
    return new EntryName(arrival.organization(), journal, arrival.position(), time);
  }

  private Outcome seen(KnownCall call, Arrival arrival, Outcome outcome) {
    sightings.add(new Sighting(call, arrival, outcome));
    return outcome;
  }

  private void sign(KnownCall call, Arrival arrival, Reporter reporter) {
    for (Identity identity : Identity.of(arrival.organization(), arrival.event())) {
      Sign sign = new Sign(identity, reporter, call);
      List<Sign> known = signs.computeIfAbsent(identity, any -> new ArrayList<>());
      boolean isNew =
          known.stream()
              .noneMatch(old -> old.reporter().equals(reporter) && old.call().resolved() == call);
      if (isNew) {
        known.add(sign);
        given.add(sign);
      }
    }
  }

  private List<Sign> known(Identity identity) {
    return signs.getOrDefault(identity, List.of());
  }

  /** What the batch adds to the raw log and the sums. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** Uses of identities that were not known before. */
  public List<Sign> signs() {
    return Collections.unmodifiableList(given);
  }

  /** Of the calls that they turned out to be. */
  public List<Sighting> sightings() {
    return sightings.stream()
        .map(seen -> new Sighting(seen.call().resolved(), seen.arrival(), seen.outcome()))
        .toList();
  }

  public List<Joining> joinings() {
    return Collections.unmodifiableList(joinings);
  }

  /** Entries that added and no longer count: something takes them back. */
  public Set<EntryName> superseded() {
    return Collections.unmodifiableSet(superseded);
  }

  /** Entries that add what an exchange told that fetched an answer again. */
  public Set<EntryName> fetched() {
    return Collections.unmodifiableSet(fetched);
  }
}
