package ai.meterr.usage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is counted and priced: a kind, and for tokens the modality where it is told. Named
 * {@code input}, {@code cache_read.audio}, {@code web_search}.
 */
public record Meter(MeterKind kind, Modality modality) implements Comparable<Meter> {
  private static final Comparator<Meter> ORDER =
      Comparator.comparing(Meter::kind).thenComparing(Meter::modality);
  private static final Map<String, Meter> BY_NAME = new HashMap<>();

  static {
    for (MeterKind kind : MeterKind.values()) {
      for (Modality modality :
          kind.isTokens() ? Modality.values() : new Modality[] {Modality.TEXT}) {
        Meter meter = new Meter(kind, modality);
        BY_NAME.put(meter.name(), meter);
      }
    }
  }

  public static final Meter INPUT = of(MeterKind.INPUT);
  public static final Meter CACHE_READ = of(MeterKind.CACHE_READ);
  public static final Meter CACHE_WRITE = of(MeterKind.CACHE_WRITE);
  public static final Meter CACHE_WRITE_5M = of(MeterKind.CACHE_WRITE_5M);
  public static final Meter CACHE_WRITE_1H = of(MeterKind.CACHE_WRITE_1H);
  public static final Meter OUTPUT = of(MeterKind.OUTPUT);
  public static final Meter REASONING = of(MeterKind.REASONING);

  public Meter {
    if (modality != Modality.TEXT && !kind.isTokens()) {
      throw new IllegalArgumentException(kind.wire() + " has no modality");
    }
  }

  public static Meter of(MeterKind kind) {
    return new Meter(kind, Modality.TEXT);
  }

  public String name() {
    return kind.wire() + modality.suffix();
  }

  /** The meter of that name, or null where there is none. */
  public static @Nullable Meter named(String name) {
    return BY_NAME.get(name);
  }

  @Override
  public int compareTo(Meter other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name();
  }
}
