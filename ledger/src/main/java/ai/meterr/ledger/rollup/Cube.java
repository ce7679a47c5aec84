package ai.meterr.ledger.rollup;

import static ai.meterr.ledger.rollup.Axis.ENVIRONMENT;
import static ai.meterr.ledger.rollup.Axis.FEATURE;
import static ai.meterr.ledger.rollup.Axis.KEY;
import static ai.meterr.ledger.rollup.Axis.MODEL;
import static ai.meterr.ledger.rollup.Axis.OPERATION;
import static ai.meterr.ledger.rollup.Axis.PRICE;
import static ai.meterr.ledger.rollup.Axis.PROJECT;
import static ai.meterr.ledger.rollup.Axis.PROVIDER;
import static ai.meterr.ledger.rollup.Axis.SERVICE_TIER;
import static ai.meterr.ledger.rollup.Axis.SESSION;
import static ai.meterr.ledger.rollup.Axis.TAG;
import static ai.meterr.ledger.rollup.Axis.TEAM;
import static ai.meterr.ledger.rollup.Axis.USER;

import ai.meterr.ledger.report.Dimension;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A set of axes that sums are kept by together. What no cube has cannot be asked: it would have to
 * be counted from raw entries.
 */
public enum Cube {
  MAIN(
      1,
      false,
      PROVIDER,
      MODEL,
      PROJECT,
      TEAM,
      KEY,
      FEATURE,
      ENVIRONMENT,
      OPERATION,
      SERVICE_TIER,
      PRICE),
  PEOPLE(2, false, PROVIDER, MODEL, PROJECT, TEAM, USER),
  /** By day only: there may be as many sessions as events. */
  SESSIONS(3, true, SESSION),
  /** By day only. An event with two tags stands in two lines, so lines do not add up to a total. */
  TAGS(4, true, TAG),
  /** Histograms of latency and time to first token. */
  LATENCY(5, false, PROVIDER, MODEL, KEY);

  /** Those that answer a question for sums, the first that can. */
  private static final List<Cube> ANSWERING = List.of(MAIN, PEOPLE, SESSIONS);

  private final int code;
  private final boolean byDayOnly;
  private final Set<Axis> axes;

  Cube(int code, boolean byDayOnly, Axis... axes) {
    this.code = code;
    this.byDayOnly = byDayOnly;
    this.axes = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(axes)));
  }

  /** Stands in storage; never changes. */
  public int code() {
    return code;
  }

  /** The cube of a {@link #code}. */
  public static Cube of(int code) {
    for (Cube cube : values()) {
      if (cube.code == code) {
        return cube;
      }
    }
    throw new IllegalArgumentException("no cube has the code " + code);
  }

  public boolean byDayOnly() {
    return byDayOnly;
  }

  public Set<Axis> axes() {
    return axes;
  }

  /** The cube that keeps all these dimensions together, if there is one. */
  public static Optional<Cube> answering(Set<Dimension> dimensions) {
    Set<Axis> asked = EnumSet.noneOf(Axis.class);
    for (Dimension dimension : dimensions) {
      Axis axis = Axis.of(dimension);
      if (axis != null) {
        asked.add(axis);
      }
    }
    if (asked.contains(SESSION) && dimensions.size() > 1) {
      return Optional.empty();
    }
    return ANSWERING.stream().filter(cube -> cube.axes.containsAll(asked)).findFirst();
  }
}
