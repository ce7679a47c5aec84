package ai.meterr.storage.reports;

import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.Measured;

/**
 * How cells are added up within one group.
 *
 * @param <S> the sums of a group
 */
interface Adding<S> {
  /** Sums of nothing yet. */
  S none();

  /**
   * The number of a column, asked once for many cells.
   *
   * @param quantityScale decimals of the column's whole-number quantities
   * @param amountScale likewise of its amounts
   */
  int column(String status, Measured measured, String currency, int quantityScale, int amountScale);

  /**
   * @param quantity unscaled, as {@code amount}, by the column's scales
   */
  void add(S sums, int column, long quantity, long amount);

  void add(S sums, int column, Total total);

  void add(S sums, S others);
}
