package ai.meterr.app.count;

import ai.meterr.tokens.TokenCount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Counts lines {@code {"id", "text"}} on all cores and answers in the same order. */
public final class CountedLines {
  private static final int LINES_AT_ONCE = 1_024;

  private record Line(long number, String text) {}

  /** What is to be printed for a line, and whether it could be counted. */
  private record Answer(boolean counted, String text) {}

  private final JsonMapper json = JsonMapper.shared();
  private final TextCounter counter;

  public CountedLines(TextCounter counter) {
    this.counter = counter;
  }

  /**
   * Reads to the end.
   *
   * @param problems gets a line for each that could not be counted
   * @return how many could not
   */
  public long run(BufferedReader lines, PrintWriter out, PrintWriter problems) throws IOException {
    long number = 0;
    long failed = 0;
    List<Line> batch = new ArrayList<>(LINES_AT_ONCE);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        batch.add(new Line(number, line));
      }
      if (batch.size() == LINES_AT_ONCE) {
        failed += answer(batch, out, problems);
        batch.clear();
      }
    }
    return failed + answer(batch, out, problems);
  }

  private long answer(List<Line> batch, PrintWriter out, PrintWriter problems) {
    List<Answer> answers = batch.parallelStream().map(this::answer).toList();
    for (Answer answer : answers) {
      (answer.counted() ? out : problems).println(answer.text());
    }
    out.flush();
    problems.flush();
    return answers.stream().filter(answer -> !answer.counted()).count();
  }

  private Answer answer(Line line) {
    JsonNode read;
    try {
      read = json.readTree(line.text());
    } catch (JacksonException notJson) {
      return new Answer(false, "line " + line.number() + ": not JSON");
    }
    if (!read.path("text").isString()) {
      return new Answer(false, "line " + line.number() + ": no \"text\"");
    }
    TokenCount count = counter.count(read.path("text").asString());
    ObjectNode answer = json.createObjectNode();
    if (read.has("id")) {
      answer.set("id", read.get("id"));
    }
    answer.put("tokens", count.tokens()).put("exactness", count.exactness().word());
    return new Answer(true, answer.toString());
  }
}
