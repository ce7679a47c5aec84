package ai.meterr.bench.faults;

import java.util.List;
import java.util.stream.Stream;

/** What is not as it must be after a trial: one sentence each, empty where all is well. */
record Findings(List<String> lost, List<String> doubled, List<String> wrong, List<String> verify) {
  Findings {
    lost = List.copyOf(lost);
    doubled = List.copyOf(doubled);
    wrong = List.copyOf(wrong);
    verify = List.copyOf(verify);
  }

  boolean isClean() {
    return all().findAny().isEmpty();
  }

  Stream<String> all() {
    return Stream.of(lost, doubled, wrong, verify).flatMap(List::stream);
  }
}
