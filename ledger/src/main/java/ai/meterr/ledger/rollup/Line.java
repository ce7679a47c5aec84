package ai.meterr.ledger.rollup;

import ai.meterr.event.Status;
import ai.meterr.money.CurrencyCode;
import ai.meterr.tenancy.OrganizationId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the series of an organization's cube have in common that differ only in what they measure.
 * Looked up for every event, so its hash is computed once.
 */
public final class Line {
  private final OrganizationId organization;
  private final Cube cube;

  /** By the ordinal of the axis; null: not told, or not an axis of the cube. */
  private final @Nullable String[] values;

  private final Status status;
  private final @Nullable CurrencyCode currency;
  private final int hash;

  private Line(
      OrganizationId organization,
      Cube cube,
      @Nullable String[] values,
      Status status,
      @Nullable CurrencyCode currency) {
    this.organization = organization;
    this.cube = cube;
    this.values = values;
    this.status = status;
    this.currency = currency;
    this.hash =
        31 * (31 * (31 * Arrays.hashCode(values) + organization.hashCode()) + cube.code())
            + 7 * status.ordinal()
            + (currency == null ? 0 : currency.hashCode());
  }

  /**
   * @param told by the ordinal of the axis; those that the cube does not keep are left out
   */
  static Line of(
      OrganizationId organization,
      Cube cube,
      @Nullable String[] told,
      Status status,
      @Nullable CurrencyCode currency) {
    Set<Axis> axes = cube.axes();
    @Nullable String[] values = new @Nullable String[told.length];
    for (Axis axis : axes) {
      values[axis.ordinal()] = told[axis.ordinal()];
    }
    return new Line(organization, cube, values, status, currency);
  }

  public OrganizationId organization() {
    return organization;
  }

  public Cube cube() {
    return cube;
  }

  /** What it says on an axis; null: not told, or not an axis of the cube. */
  public @Nullable String value(Axis axis) {
    return values[axis.ordinal()];
  }

  public Status status() {
    return status;
  }

  /** Of the amounts; null where no amount is known. */
  public @Nullable CurrencyCode currency() {
    return currency;
  }

  Series series(Measured measured) {
    Map<Axis, String> told = new EnumMap<>(Axis.class);
    for (Axis axis : cube.axes()) {
      String value = value(axis);
      if (value != null) {
        told.put(axis, value);
      }
    }
    return new Series(cube, told, status, measured.measure(), currency, measured.bin());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Line that
        && hash == that.hash
        && cube == that.cube
        && status == that.status
        && organization.equals(that.organization)
        && Arrays.equals(values, that.values)
        && (currency == null ? that.currency == null : currency.equals(that.currency));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
