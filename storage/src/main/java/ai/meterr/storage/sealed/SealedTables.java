package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Grain;
import java.util.List;
import java.util.Locale;

/** Where sealed sums stand in the database. */
public final class SealedTables {
  /** Grains whose periods are cut once they are over. */
  public static final List<Grain> CUT = List.of(Grain.DAY, Grain.WEEK, Grain.MONTH);

  /** Of what is kept by day only. */
  public static final String BLOCKS = "sealed_block";

  private SealedTables() {}

  public static String of(Grain grain) {
    return "sealed_" + grain.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param grain one of {@link #CUT}
   */
  public static String cutsOf(Grain grain) {
    return of(grain) + "_cut";
  }
}
