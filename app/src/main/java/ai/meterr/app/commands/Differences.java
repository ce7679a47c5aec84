package ai.meterr.app.commands;

import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.ledger.RollupCheck.CutPeriod;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import java.util.Locale;
import java.util.TreeMap;

/** Differences between rollups and the raw log, one line each. */
final class Differences {
  private Differences() {}

  /** Which cell, what its entries add up to, and what it holds. */
  static String line(Difference difference) {
    Cell cell = difference.cell();
    Series series = cell.series();
    StringBuilder line = new StringBuilder();
    line.append(cell.organization())
        .append(' ')
        .append(cell.grain().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(cell.starts())
        .append(' ')
        .append(series.cube().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(series.status().wire())
        .append(' ')
        .append(series.measure().name());
    if (series.bin() != 0) {
      line.append(" bin ").append(series.bin());
    }
    if (series.currency() != null) {
      line.append(' ').append(series.currency().code());
    }
    line.append(' ').append(new TreeMap<>(series.values()));
    return line.append(": entries ")
        .append(text(difference.entries()))
        .append(", rollup ")
        .append(text(difference.rollup()))
        .toString();
  }

  /** Which period of which cube. */
  static String line(CutPeriod wrong) {
    return wrong.organization()
        + " "
        + wrong.grain().name().toLowerCase(Locale.ROOT)
        + " "
        + wrong.starts()
        + " "
        + wrong.cube().name().toLowerCase(Locale.ROOT)
        + ": its cuts are not what its lines make";
  }

  private static String text(Total total) {
    return total.quantity().stripTrailingZeros().toPlainString()
        + " / "
        + total.amount().stripTrailingZeros().toPlainString();
  }
}
