package ai.meterr.app.demo;

import ai.meterr.catalog.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One program of the example organization that calls models.
 *
 * @param key that it calls with
 * @param team null where nobody told the program whose it is, and so on
 * @param people who use it; empty for a program that runs by itself
 * @param models each as often as it stands here
 * @param callsPerWeekday in the last week of the history; weekends have what the rhythm leaves them
 * @param weeklyGrowthPercent how much busier each week is than the one before
 * @param sinceDaysAgo how long it has existed
 * @param shape what a typical call looks like
 */
record DemoProgram(
    DemoKey key,
    @Nullable String team,
    @Nullable String project,
    String feature,
    String environment,
    List<String> people,
    List<DemoModel> models,
    Rhythm rhythm,
    int callsPerWeekday,
    int weeklyGrowthPercent,
    int sinceDaysAgo,
    Shape shape) {

  DemoProgram {
    people = List.copyOf(people);
    models = List.copyOf(models);
  }

  /**
   * Typical token counts; a call has between a third and three times as many.
   *
   * @param operation of OpenAI and Anthropic; Gemini has its own word for the same
   * @param fresh read for the first time
   * @param kept a prompt's part that is the same each time and may come from a cache
   * @param keptForAnHour whether a cache that lets the caller choose is to keep it for one hour
   * @param reasoning of models that reason
   */
  record Shape(
      Operation operation,
      boolean streamed,
      int fresh,
      int kept,
      boolean keptForAnHour,
      int output,
      int reasoning) {}
}
