package ai.meterr.storage.sealed;

import static ai.meterr.ledger.rollup.Axis.ENVIRONMENT;
import static ai.meterr.ledger.rollup.Axis.FEATURE;
import static ai.meterr.ledger.rollup.Axis.KEY;
import static ai.meterr.ledger.rollup.Axis.MODEL;
import static ai.meterr.ledger.rollup.Axis.OPERATION;
import static ai.meterr.ledger.rollup.Axis.PROJECT;
import static ai.meterr.ledger.rollup.Axis.PROVIDER;
import static ai.meterr.ledger.rollup.Axis.SERVICE_TIER;
import static ai.meterr.ledger.rollup.Axis.TEAM;
import static ai.meterr.ledger.rollup.Axis.USER;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a cube as some questions need them: summed over axes that are left out, sorted by
 * the first of those that are left, and sliced by its values, so that a question reads little.
 *
 * <p>Of each axis with many values there are two: with the few-valued axes alone, for who groups by
 * it; with all, for who filters by it and asks for anything else. Those with very many stand alone
 * once more.
 *
 * @param code stands in storage; never changes within a cube
 * @param axes in the order that lines are packed with
 */
public record Cut(Cube cube, int code, List<Axis> axes) {
  private static final List<Cut> ALL =
      List.of(
          summed(Cube.MAIN, 1, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 2, MODEL, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 3, PROJECT, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 4, TEAM, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 5, KEY, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 6, FEATURE, PROVIDER, ENVIRONMENT, OPERATION, SERVICE_TIER),
          summed(Cube.MAIN, 7, KEY),
          whole(Cube.MAIN, 8, KEY),
          whole(Cube.MAIN, 9, PROJECT),
          whole(Cube.MAIN, 10, FEATURE),
          whole(Cube.MAIN, 11, MODEL),
          whole(Cube.MAIN, 12, TEAM),
          summed(Cube.PEOPLE, 1, USER),
          summed(Cube.PEOPLE, 2, USER, PROVIDER),
          whole(Cube.PEOPLE, 3, USER),
          whole(Cube.PEOPLE, 4, PROJECT),
          whole(Cube.PEOPLE, 5, MODEL),
          whole(Cube.PEOPLE, 6, TEAM),
          summed(Cube.LATENCY, 1, PROVIDER),
          summed(Cube.LATENCY, 2, MODEL, PROVIDER),
          summed(Cube.LATENCY, 3, KEY),
          summed(Cube.LATENCY, 4, KEY, PROVIDER),
          whole(Cube.LATENCY, 5, KEY),
          whole(Cube.LATENCY, 6, MODEL));

  public Cut {
    axes = List.copyOf(axes);
  }

  private static Cut summed(Cube cube, int code, Axis... axes) {
    return new Cut(cube, code, List.of(axes));
  }

  /** Without the price, which no question tells apart. */
  private static Cut whole(Cube cube, int code, Axis by) {
    Set<Axis> axes = new LinkedHashSet<>();
    axes.add(by);
    axes.addAll(cube.axes());
    axes.remove(Axis.PRICE);
    return new Cut(cube, code, new ArrayList<>(axes));
  }

  public static List<Cut> of(Cube cube) {
    return ALL.stream().filter(cut -> cut.cube == cube).toList();
  }

  /**
   * The cut that least is read of.
   *
   * @param asked axes that a question groups or filters by
   * @param filtered those that it filters by
   */
  public static Optional<Cut> answering(Cube cube, Set<Axis> asked, Set<Axis> filtered) {
    return of(cube).stream()
        .filter(cut -> cut.axes.containsAll(asked))
        .min(
            Comparator.comparing((Cut cut) -> !filtered.contains(cut.by()))
                .thenComparing(cut -> cut.axes.size()));
  }

  /** The axis that lines are sorted and sliced by. */
  public Axis by() {
    return axes.getFirst();
  }
}
