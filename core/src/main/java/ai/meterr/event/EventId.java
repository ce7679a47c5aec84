package ai.meterr.event;

/**
 * Names an event: a UUIDv7 of ours, or any string of up to 64 characters that a sender chose,
 * unique in its organization.
 */
public record EventId(String value) {
  public static final int LENGTH_MAX = 64;

  public EventId {
    if (value.isEmpty() || value.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("an event's id has 1 to " + LENGTH_MAX + " characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
