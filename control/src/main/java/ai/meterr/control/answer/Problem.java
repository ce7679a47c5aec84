package ai.meterr.control.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says what is wrong (RFC 9457). Thrown from wherever it is noticed; details are for
 * people and hold nothing secret.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Programs branch on it: a kind's word and status never change. */
  public enum Kind {
    BAD_REQUEST("bad-request", 400, "The request could not be read"),
    BAD_PARAMETER("bad-parameter", 400, "A parameter could not be read"),
    BAD_BODY("bad-body", 400, "The body could not be read"),
    NOT_SIGNED_IN("not-signed-in", 401, "Sign in, or send a Meterr key"),
    WRONG_CREDENTIALS("wrong-credentials", 401, "E-mail address or password is wrong"),
    NOT_ALLOWED("not-allowed", 403, "Not allowed"),
    CROSS_SITE("cross-site", 403, "The request came from another site"),
    NOT_FOUND("not-found", 404, "There is no such thing here"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This cannot be done here"),
    CONFLICT("conflict", 409, "It contradicts what is there"),
    TOO_LARGE("too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body must be JSON"),
    COMBINATION_NOT_KEPT("combination-not-kept", 422, "No sums are kept for this combination"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests at the same time"),
    TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Too many attempts"),
    INTERNAL("internal", 500, "Meterr failed"),
    UNAVAILABLE("unavailable", 503, "Not able just now");

    private static final String BASE = "https://meterr.ai/problems/";

    private final String word;
    private final int status;
    private final String title;

    Kind(String word, int status, String title) {
      this.word = word;
      this.status = status;
      this.title = title;
    }

    public String type() {
      return BASE + word;
    }

    public int status() {
      return status;
    }

    public String title() {
      return title;
    }
  }

  /** One parameter or field that could not be read. */
  public record Fault(String name, String reason) {}

  private final Kind kind;
  private final @Nullable String detail;
  private final transient List<Fault> faults;
  private final int retryAfterSeconds;

  private Problem(Kind kind, @Nullable String detail, List<Fault> faults, int retryAfterSeconds) {
    super(kind.title(), null, false, false);
    this.kind = kind;
    this.detail = detail;
    this.faults = List.copyOf(faults);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public static Problem of(Kind kind) {
    return new Problem(kind, null, List.of(), 0);
  }

  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, List.of(), 0);
  }

  public static Problem parameter(String name, String reason) {
    return parameters(List.of(new Fault(name, reason)));
  }

  public static Problem parameters(List<Fault> faults) {
    return faulty(Kind.BAD_PARAMETER, faults);
  }

  public static Problem field(String name, String reason) {
    return faulty(Kind.BAD_BODY, List.of(new Fault(name, reason)));
  }

  public static Problem later(Kind kind, String detail, int retryAfterSeconds) {
    return new Problem(kind, detail, List.of(), retryAfterSeconds);
  }

  private static Problem faulty(Kind kind, List<Fault> faults) {
    Fault first = faults.getFirst();
    return new Problem(kind, first.name() + ": " + first.reason(), faults, 0);
  }

  public Kind kind() {
    return kind;
  }

  public @Nullable String detail() {
    return detail;
  }

  public List<Fault> faults() {
    return faults;
  }

  /** 0: not told. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
