package ai.meterr.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of the sandbox's log: a call that the provider took, and what it charges for.
 *
 * @param usage in exclusive classes; missing for an error, and where it was not told
 */
record Logged(String call, int status, String id, String model, JsonNode usage) {
  private static final JsonMapper JSON = new JsonMapper();

  static List<Logged> read(Path log) throws IOException {
    return Files.readAllLines(log).stream().map(Logged::of).toList();
  }

  private static Logged of(String line) {
    JsonNode json = JSON.readTree(line);
    return new Logged(
        json.path("call").asString(""),
        json.path("status").asInt(),
        json.path("id").asString(""),
        json.path("model").asString(""),
        json.path("usage"));
  }
}
