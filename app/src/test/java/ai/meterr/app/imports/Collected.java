package ai.meterr.app.imports;

import ai.meterr.event.UsageEvent;
import java.util.ArrayList;
import java.util.List;

/** What a file held. */
final class Collected implements Imported {
  private final List<UsageEvent> events = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  @Override
  public void event(UsageEvent event) {
    events.add(event);
  }

  @Override
  public void notImported(String where, String why) {
    problems.add(where + ": " + why);
  }

  List<UsageEvent> events() {
    return List.copyOf(events);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  void clear() {
    events.clear();
    problems.clear();
  }
}
