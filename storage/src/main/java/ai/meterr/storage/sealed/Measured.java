package ai.meterr.storage.sealed;

/**
 * What a cell of a line counts.
 *
 * @param measure a meter's name or another {@link ai.meterr.ledger.rollup.Measure}
 * @param bin of a histogram; 0: not one
 */
public record Measured(String measure, int bin) implements Comparable<Measured> {
  @Override
  public int compareTo(Measured other) {
    int byMeasure = measure.compareTo(other.measure);
    return byMeasure != 0 ? byMeasure : Integer.compare(bin, other.bin);
  }
}
