package ai.meterr.app.demo;

import ai.meterr.catalog.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which calls the example organization makes, and how long after one another. For one thread. The
 * same seed at the same times gives the same calls.
 */
final class DemoCalls {
  private static final double PER_SECOND = 1.5;

  /** It gets busier and quieter every few minutes, so that a live chart has a shape. */
  private static final double WAVE_SECONDS = 240;

  /** Even at night the demo shows something. */
  private static final double QUIETEST = 0.4;

  private static final int SESSIONS = 6;

  private final Function<DemoKey, String> keys;
  private final SplittableRandom random;

  /**
   * @param keys the whole key, as a caller sends it
   */
  DemoCalls(Function<DemoKey, String> keys, long seed) {
    this.keys = keys;
    this.random = new SplittableRandom(seed);
  }

  /** Until the next call: exponential, around the rate of that moment. */
  Duration gap(Instant now) {
    double wave = 0.6 + 0.4 * Math.sin(now.toEpochMilli() / 1000.0 * 2 * Math.PI / WAVE_SECONDS);
    double hour = Math.max(QUIETEST, Rhythm.CUSTOMERS.at(now.atZone(DemoCompany.ZONE)));
    double seconds = -Math.log(1 - random.nextDouble()) / (PER_SECOND * wave * hour);
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  DemoCall next(Instant now) {
    DemoProgram program = program(now.atZone(DemoCompany.ZONE));
    DemoModel model = program.models().get(random.nextInt(program.models().size()));
    Map<String, String> headers = attribution(program, now);
    headers.putAll(credentials(program, model));
    int draw = random.nextInt(1000);
    if (draw < 4) {
      return new DemoCall(DemoBodies.modelsPath(model), headers, null, false);
    }
    DemoBodies bodies = new DemoBodies(program, model, random);
    if (draw < 12 && bodies.canCount()) {
      return new DemoCall(bodies.countPath(), headers, bodies.count(), false);
    }
    if (draw < 30) {
      headers.put("x-sandbox-fault", fault(draw, model));
    }
    boolean leaves = draw >= 30 && draw < 36 && program.shape().streamed();
    return new DemoCall(bodies.path(), headers, bodies.body(), leaves);
  }

  /** Busy programs more often than quiet ones; nothing happens in an hour without any. */
  private DemoProgram program(ZonedDateTime now) {
    double sum = 0;
    for (DemoProgram program : DemoCompany.PROGRAMS) {
      sum += weight(program, now);
    }
    double draw = random.nextDouble() * sum;
    for (DemoProgram program : DemoCompany.PROGRAMS) {
      draw -= weight(program, now);
      if (draw < 0) {
        return program;
      }
    }
    return DemoCompany.PROGRAMS.getLast();
  }

  private static double weight(DemoProgram program, ZonedDateTime now) {
    return program.callsPerWeekday() * Math.max(0.1, program.rhythm().at(now));
  }

  private Map<String, String> attribution(DemoProgram program, Instant now) {
    Map<String, String> headers = new HashMap<>();
    put(headers, "x-meterr-team", program.team());
    put(headers, "x-meterr-project", program.project());
    headers.put("x-meterr-feature", program.feature());
    headers.put("x-meterr-environment", program.environment());
    if (!program.people().isEmpty()) {
      headers.put("x-meterr-user", program.people().get(random.nextInt(program.people().size())));
    }
    if (program.shape().streamed()) {
      long hour = now.getEpochSecond() / Duration.ofHours(1).toSeconds();
      headers.put(
          "x-meterr-session", program.feature() + "-" + hour + "-" + random.nextInt(SESSIONS));
    }
    if (program.rhythm() == Rhythm.TERMINAL) {
      headers.put(
          "x-meterr-tags",
          "lane=" + DemoCompany.LANES.get(random.nextInt(DemoCompany.LANES.size())));
    }
    return headers;
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private Map<String, String> credentials(DemoProgram program, DemoModel model) {
    String key = keys.apply(program.key());
    if (model.provider().equals(ProviderId.ANTHROPIC)) {
      return Map.of("x-api-key", key, "anthropic-version", "2023-06-01");
    }
    return model.provider().equals(ProviderId.GEMINI)
        ? Map.of("x-goog-api-key", key)
        : Map.of("authorization", "Bearer " + key);
  }

  private static String fault(int draw, DemoModel model) {
    if (draw < 20) {
      return "error-429";
    }
    if (draw < 25) {
      return model.provider().equals(ProviderId.ANTHROPIC) ? "error-529" : "error-503";
    }
    return draw < 28 ? "error-500" : "hang-up-mid";
  }
}
