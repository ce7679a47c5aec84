package ai.meterr.providers.answer;

import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tokens of one counter by what they stand for. What a provider does not attribute is text: its
 * details often leave text out, never the others.
 */
public final class ByModality {
  private final String name;
  private final long total;
  private final EnumMap<Modality, Long> tokens = new EnumMap<>(Modality.class);

  /**
   * @param name the provider's name for the counter, for a note
   * @param told tokens by modality; text may be missing
   * @throws Nonsense where the told ones are more than the total
   */
  public ByModality(String name, long total, Map<Modality, Long> told) throws Nonsense {
    this.name = name;
    this.total = total;
    long others = 0;
    for (Map.Entry<Modality, Long> entry : told.entrySet()) {
      if (entry.getKey() != Modality.TEXT) {
        tokens.put(entry.getKey(), entry.getValue());
        others += entry.getValue();
      }
    }
    tokens.put(Modality.TEXT, Figures.rest(name, total, "what it lists by modality", others));
  }

  /**
   * A part of this whose modalities the provider does not tell: text as far as there is text, for
   * that is what is cached and reasoned; then the others.
   */
  public ByModality untoldPart(String partName, long count) throws Nonsense {
    Figures.rest(name, total, partName, count);
    Map<Modality, Long> part = new EnumMap<>(Modality.class);
    long left = count;
    for (Modality modality : Modality.values()) {
      long taken = Math.min(left, of(modality));
      part.put(modality, taken);
      left -= taken;
    }
    return new ByModality(partName, count, part);
  }

  public ByModality minus(ByModality part) throws Nonsense {
    Map<Modality, Long> rest = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      rest.put(modality, Figures.rest(name, of(modality), part.name, part.of(modality)));
    }
    return new ByModality(name, total - part.total, rest);
  }

  public void addTo(Usage.Builder usage, MeterKind kind) {
    tokens.forEach((modality, count) -> usage.add(new Meter(kind, modality), count));
  }

  public long total() {
    return total;
  }

  private long of(Modality modality) {
    return tokens.getOrDefault(modality, 0L);
  }
}
