package ai.meterr.ledger.journal;

/** A place in a journal: bytes since its beginning, over all segments. It always grows. */
public record Position(long bytes) implements Comparable<Position> {
  public static final Position START = new Position(0);

  public Position {
    if (bytes < 0) {
      throw new IllegalArgumentException("before the journal's beginning: " + bytes);
    }
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(bytes, other.bytes);
  }
}
