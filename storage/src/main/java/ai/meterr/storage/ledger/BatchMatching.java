package ai.meterr.storage.ledger;

import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.identity.Identity;
import ai.meterr.ledger.identity.Matching;
import ai.meterr.ledger.identity.Matching.Joining;
import ai.meterr.ledger.identity.Reporter;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One batch, matched in its transaction, in which its organizations are locked. */
final class BatchMatching {
  private final int journal;
  private final Matching matching;
  private final List<Entry> entries;
  private final List<Outcome> outcomes;

  private BatchMatching(
      int journal, Matching matching, List<Entry> entries, List<Outcome> outcomes) {
    this.journal = journal;
    this.matching = matching;
    this.entries = List.copyOf(entries);
    this.outcomes = List.copyOf(outcomes);
  }

  /**
   * @param matched organizations to which more report than the gateway's exchanges
   * @param known who has reported to them before
   * @param journal number of the batch's journal
   */
  static BatchMatching of(
      Connection connection,
      List<Arrival> arrivals,
      Set<OrganizationId> matched,
      Map<OrganizationId, Set<Reporter>> known,
      int journal,
      Instant now)
      throws SQLException {
    Identities identities = new Identities(connection, now);
    introduce(connection, arrivals, known, identities);
    Set<Identity> asked = new HashSet<>();
    for (Arrival arrival : arrivals) {
      if (matched.contains(arrival.organization())) {
        asked.addAll(Identity.of(arrival.organization(), arrival.event()));
      }
    }
    Matching matching = new Matching(identities.signs(asked), journal);
    List<Entry> counted = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      if (matched.contains(arrival.organization())) {
        outcomes.add(matching.take(arrival));
      } else {
        counted.add(Entry.of(arrival));
        outcomes.add(Outcome.COUNTED);
      }
    }
    counted.addAll(matching.entries());
    return new BatchMatching(journal, matching, counted, outcomes);
  }

  /** Writes down who reports for the first time. */
  private static void introduce(
      Connection connection,
      Collection<Arrival> arrivals,
      Map<OrganizationId, Set<Reporter>> known,
      Identities identities)
      throws SQLException {
    Map<OrganizationId, Set<Reporter>> reporting = new HashMap<>();
    for (Arrival arrival : arrivals) {
      Reporter reporter = Reporter.of(arrival);
      if (!reporter.equals(Reporter.EXCHANGE)) {
        reporting.computeIfAbsent(arrival.organization(), any -> new HashSet<>()).add(reporter);
      }
    }
    for (Map.Entry<OrganizationId, Set<Reporter>> of : reporting.entrySet()) {
      Set<Reporter> before = known.getOrDefault(of.getKey(), Set.of());
      if (before.isEmpty()) {
        identities.backfill(of.getKey());
      }
      for (Reporter reporter : of.getValue()) {
        if (!before.contains(reporter)) {
          Sources.add(connection, of.getKey(), reporter);
        }
      }
    }
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** What the batch adds to the raw log and the sums. */
  List<Entry> entries() {
    return entries;
  }

  /** Writes what is beside the entries, which are in by now. */
  void write(Connection connection, Instant now) throws SQLException {
    Marks marks = new Marks();
    entries.forEach(entry -> marks.of(entry, journal));
    matching.superseded().forEach(marks::superseded);
    matching.fetched().forEach(marks::looksBack);
    marks.set(connection);
    new Identities(connection, now).insert(matching.signs());
    Sightings sightings = new Sightings(connection, now);
    for (Joining joining : matching.joinings()) {
      sightings.join(joining);
    }
    sightings.insert(matching.sightings(), journal);
  }
}
