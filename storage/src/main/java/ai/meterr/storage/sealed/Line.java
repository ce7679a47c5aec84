package ai.meterr.storage.sealed;

import java.util.List;

/**
 * What sums of a cube are told apart by.
 *
 * @param axes ids of the dictionary, in the order of the cube's axes; 0: not told
 * @param status as it stands in the database
 * @param currency of the amounts; empty: there is none
 */
public record Line(List<Long> axes, String status, String currency) implements Comparable<Line> {
  public Line {
    axes = List.copyOf(axes);
  }

  @Override
  public int compareTo(Line other) {
    for (int i = 0; i < axes.size(); i++) {
      int byAxis = Long.compare(axes.get(i), other.axes.get(i));
      if (byAxis != 0) {
        return byAxis;
      }
    }
    int byStatus = status.compareTo(other.status);
    return byStatus != 0 ? byStatus : currency.compareTo(other.currency);
  }
}
