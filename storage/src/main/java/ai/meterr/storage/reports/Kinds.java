package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.Measured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the sums of one answer are told apart by within a group, numbered as they come up. */
final class Kinds implements Adding<GroupSums> {
  private final Map<Kind, Integer> numbers = new HashMap<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final Map<Kind, Integer> firsts = new HashMap<>();
  private final List<Integer> first = new ArrayList<>();

  /**
   * @param currency empty: there is none
   * @param quantityScale decimals that quantities are kept with as whole numbers
   * @param amountScale likewise of amounts
   */
  record Kind(
      Status status, Measured measured, String currency, int quantityScale, int amountScale) {}

  @Override
  public GroupSums none() {
    return new GroupSums();
  }

  @Override
  public int column(
      String status, Measured measured, String currency, int quantityScale, int amountScale) {
    Kind kind =
        new Kind(Wire.parse(Status.class, status), measured, currency, quantityScale, amountScale);
    Integer known = numbers.get(kind);
    if (known != null) {
      return known;
    }
    int number = kinds.size();
    numbers.put(kind, number);
    kinds.add(kind);
    first.add(
        firsts.computeIfAbsent(new Kind(kind.status, measured, currency, 0, 0), unseen -> number));
    return number;
  }

  @Override
  public void add(GroupSums sums, int kind, long quantity, long amount) {
    sums.add(kind, quantity, amount, this);
  }

  @Override
  public void add(GroupSums sums, int kind, Total total) {
    sums.add(kind, total);
  }

  @Override
  public void add(GroupSums sums, GroupSums others) {
    sums.add(others, this);
  }

  /** The first number of what differs in scales alone: these are one sum. */
  int first(int number) {
    return first.get(number);
  }

  Kind get(int number) {
    return kinds.get(number);
  }

  int count() {
    return kinds.size();
  }
}
