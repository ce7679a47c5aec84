package ai.meterr.control;

import ai.meterr.access.KeyDirectory;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.Problem;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.report.Reports;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever was thrown into a problem: the one place that decides which. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int RETRY_SECONDS = 2;

  private final Supplier<UUID> ids;

  Failures(Supplier<UUID> ids) {
    this.ids = ids;
  }

  void register(HttpRouting.Builder routing) {
    routing.error(Throwable.class, this::answer);
  }

  private void answer(ServerRequest request, ServerResponse response, Throwable thrown) {
    Problem problem = problem(thrown);
    if (problem.kind().status() < 500 || thrown instanceof Problem) {
      Answers.send(response, problem);
      return;
    }
    UUID instance = ids.get();
    // the query is left out: it may hold personal data
    String asked = request.prologue().method().text() + " " + request.path().rawPath();
    if (problem.kind() == Problem.Kind.UNAVAILABLE) {
      LOG.warn("{} not answered ({}): {}", asked, instance, thrown.getMessage());
    } else {
      LOG.error("{} failed ({})", asked, instance, thrown);
    }
    Answers.send(response, problem, instance);
  }

  private static Problem problem(Throwable thrown) {
    return switch (thrown) {
      case Problem problem -> problem;
      case Reports.CombinationNotKept notKept ->
          Problem.of(Problem.Kind.COMBINATION_NOT_KEPT, String.valueOf(notKept.getMessage()));
      case Reports.BadCursor bad -> Problem.parameter("cursor", String.valueOf(bad.getMessage()));
      case KeyDirectory.Unavailable away -> unavailable();
      case LedgerStore.Unavailable away -> unavailable();
      case HttpException http -> problem(http.status().code());
      default -> isOfTheWorld(thrown) ? unavailable() : Problem.of(Problem.Kind.INTERNAL);
    };
  }

  /** Whether something could not be reached, by whatever name a store calls that. */
  private static boolean isOfTheWorld(Throwable thrown) {
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static Problem unavailable() {
    return Problem.later(
        Problem.Kind.UNAVAILABLE, "the database cannot be reached just now", RETRY_SECONDS);
  }

  private static Problem problem(int status) {
    if (status == 413) {
      return Problem.of(Problem.Kind.TOO_LARGE);
    }
    if (status == 503) {
      return Problem.later(
          Problem.Kind.UNAVAILABLE, "too many requests at the same time", RETRY_SECONDS);
    }
    return Problem.of(status < 500 ? Problem.Kind.BAD_REQUEST : Problem.Kind.INTERNAL);
  }

  /** For what goes wrong before a request is one: a head that cannot be parsed, a huge body. */
  static DirectHandlers beforeRouting() {
    DirectHandler handler =
        (request, event, status, headers, message) -> {
          Problem problem = problem(status.code());
          return TransportResponse.builder()
              .status(Status.create(problem.kind().status()))
              .headers(headers)
              .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
              .header(HeaderNames.CACHE_CONTROL, "no-store")
              .keepAlive(event.keepAlive())
              .entity(Answers.json(problem))
              .build();
        };
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      handlers.addHandler(event, handler);
    }
    return handlers.build();
  }
}
