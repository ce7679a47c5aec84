package ai.meterr.catalog;

/**
 * A model by the name that was asked for or that answered. Never shortened: a date in a model's
 * name is part of what is billed.
 */
public record ModelId(String name) {
  public static final int LENGTH_MAX = 256;

  public ModelId {
    if (name.isEmpty() || name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("a model's name has 1 to " + LENGTH_MAX + " characters");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
