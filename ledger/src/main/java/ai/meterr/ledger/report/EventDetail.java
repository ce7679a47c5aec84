package ai.meterr.ledger.report;

import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the ledger knows of one event.
 *
 * @param event as it counts now
 * @param attempts of its request in their order, itself among them
 * @param sightings who reported the call: first whose report counts, then in the order of their
 *     coming
 * @param corrections what later reports changed, oldest first
 */
public record EventDetail(
    UsageEvent event,
    List<UsageEvent> attempts,
    List<Sighting> sightings,
    List<Correction> corrections) {
  public EventDetail {
    attempts = List.copyOf(attempts);
    sightings = List.copyOf(sightings);
    corrections = List.copyOf(corrections);
  }

  /**
   * One report of a call.
   *
   * @param told what it said, under the id that it came with; whom it attributed the call to is not
   *     kept
   * @param at when it came into the ledger
   */
  public record Sighting(UsageEvent told, Outcome outcome, Instant at) {}

  /**
   * @param at when it came into the ledger
   * @param by whose report it was
   * @param changes not empty
   */
  public record Correction(Instant at, Source by, List<Change> changes) {
    public Correction {
      changes = List.copyOf(changes);
    }
  }

  /**
   * @param field as it is called in the event's JSON, {@code usage.input} for a part of one
   * @param from null: there was none
   * @param to null: there is none now
   */
  public record Change(String field, @Nullable String from, @Nullable String to) {}
}
