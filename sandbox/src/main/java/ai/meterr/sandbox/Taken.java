package ai.meterr.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What the {@link CallLog} keeps of a call.
 *
 * @param call the marker that it carried in the header {@code x-sandbox-call}; null where it had
 *     none
 * @param status of the answer
 * @param told null for errors and for what costs nothing
 */
record Taken(@Nullable String call, int status, @Nullable Told told) {
  /**
   * What the answer tells, at its end at the latest.
   *
   * @param id the answer's own; null where the API gives none
   * @param model as the answer names it
   * @param usage null where a fault leaves it out
   */
  record Told(@Nullable String id, String model, @Nullable Usage usage) {}

  /** A line of JSON. */
  byte[] line() {
    byte[] json =
        Json.bytes(
            Json.object(
                "call",
                orAbsent(call),
                "status",
                status,
                "id",
                told == null ? Json.ABSENT : orAbsent(told.id),
                "model",
                told == null ? Json.ABSENT : told.model,
                "usage",
                told == null || told.usage == null ? Json.ABSENT : classes(told.usage)));
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static Object orAbsent(@Nullable String text) {
    return text == null ? Json.ABSENT : text;
  }

  private static Object classes(Usage usage) {
    return Json.object(
        "input",
        usage.input(),
        "cache_read",
        usage.cacheRead(),
        "cache_write_5m",
        usage.cacheWrite5m(),
        "cache_write_1h",
        usage.cacheWrite1h(),
        "output",
        usage.output(),
        "reasoning",
        usage.reasoning());
  }
}
