package ai.meterr.tokens.vocabulary;

import java.util.ArrayList;
import java.util.List;

/**
 * A long run of one token, such as a line of dashes, merged as groups of equal tokens: a run of any
 * length takes a few dozen steps. A merge that is possible happens everywhere before a later one
 * does, for what it makes merges later than itself.
 */
final class Run {
  private record Group(int token, int count) {}

  private final PairTable pairs;
  private List<Group> groups;

  private Run(PairTable pairs, int token, int count) {
    this.pairs = pairs;
    this.groups = List.of(new Group(token, count));
  }

  /** Tokens that so many equal tokens in a row merge into. */
  static int count(PairTable pairs, int token, int count) {
    var run = new Run(pairs, token, count);
    for (int merged = run.earliest(); merged >= 0; merged = run.earliest()) {
      run.merge(merged);
    }
    return run.groups.stream().mapToInt(Group::count).sum();
  }

  /** The merge that happens next, or -1. */
  private int earliest() {
    int earliest = -1;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      int same = group.count() > 1 ? pairs.get(group.token(), group.token()) : -1;
      int next = i + 1 < groups.size() ? pairs.get(group.token(), groups.get(i + 1).token()) : -1;
      earliest = earlier(earliest, earlier(same, next));
    }
    return earliest;
  }

  private static int earlier(int one, int two) {
    return one < 0 ? two : two < 0 ? one : Math.min(one, two);
  }

  private void merge(int merged) {
    List<Group> before = groups;
    groups = new ArrayList<>();
    int left = before.getFirst().count();
    for (int i = 0; i < before.size(); i++) {
      int token = before.get(i).token();
      if (pairs.get(token, token) == merged) {
        add(merged, left / 2);
        left %= 2;
      }
      boolean last = i + 1 == before.size();
      boolean joins = !last && left > 0 && pairs.get(token, before.get(i + 1).token()) == merged;
      add(token, left - (joins ? 1 : 0));
      add(merged, joins ? 1 : 0);
      left = last ? 0 : before.get(i + 1).count() - (joins ? 1 : 0);
    }
  }

  private void add(int token, int count) {
    if (count == 0) {
      return;
    }
    if (!groups.isEmpty() && groups.getLast().token() == token) {
      count += groups.removeLast().count();
    }
    groups.add(new Group(token, count));
  }
}
