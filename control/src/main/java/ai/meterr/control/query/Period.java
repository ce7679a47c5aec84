package ai.meterr.control.query;

import ai.meterr.control.answer.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code from} and {@code to} of a question. */
public final class Period {
  public static final String FROM = "from";
  public static final String TO = "to";

  private Period() {}

  /** Refuses a period without any time in it. Null: no limit on that side. */
  public static void check(@Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null && !from.isBefore(to)) {
      throw Problem.parameter(TO, "does not lie after " + FROM);
    }
  }
}
