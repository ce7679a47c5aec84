package ai.meterr.ledger;

import ai.meterr.ledger.journal.Position;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Who waits for what the ledger makes of which arrival. */
final class Expected {
  /** Told once, on the ledger's thread: must not block and must not throw. */
  interface Waiting {
    /**
     * @param outcome null where nobody knows: the arrival is in the ledger and what it did there
     *     was lost with a connection, or the ledger has stopped
     */
    void told(Position position, @Nullable Outcome outcome);
  }

  private final ConcurrentMap<Position, Waiting> waiting = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Waits for the arrival that ends at a position; to be said before it can be read. */
  void add(Position position, Waiting who) {
    waiting.put(position, who);
    if (ended) {
      tell(position, null);
    }
  }

  void remove(Position position) {
    waiting.remove(position);
  }

  /**
   * @param outcomes one per arrival
   */
  void applied(List<Arrival> arrivals, List<Outcome> outcomes) {
    if (waiting.isEmpty()) {
      return;
    }
    for (int i = 0; i < arrivals.size(); i++) {
      tell(arrivals.get(i).position(), outcomes.get(i));
    }
  }

  /** The ledger turned out to hold what comes before a position: what it made of it is lost. */
  void passed(Position position) {
    for (Position place : waiting.keySet()) {
      if (place.compareTo(position) <= 0) {
        tell(place, null);
      }
    }
  }

  /** The ledger takes nothing any more: nobody need wait. */
  void end() {
    ended = true;
    waiting.keySet().forEach(position -> tell(position, null));
  }

  private void tell(Position position, @Nullable Outcome outcome) {
    Waiting who = waiting.remove(position);
    if (who != null) {
      who.told(position, outcome);
    }
  }

  /** How many positions are waited for. */
  int size() {
    return waiting.size();
  }
}
