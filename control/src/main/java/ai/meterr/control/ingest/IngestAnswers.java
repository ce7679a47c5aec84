package ai.meterr.control.ingest;

import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Parameters;
import ai.meterr.event.Booking;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Ingest;
import ai.meterr.ledger.Ingest.Answer.NotInTime;
import ai.meterr.ledger.Ingest.Answer.Settled;
import ai.meterr.ledger.Outcome;
import ai.meterr.pricing.Pricers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** {@code POST /api/v1/events}: answers when what is accepted is in the ledger. */
public final class IngestAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(IngestAnswers.class);
  private static final int RETRY_SECONDS = 2;

  private final Askers askers;
  private final Ingest ingest;
  private final Pricers pricers;
  private final Supplier<EventId> ids;
  private final InstantSource clock;
  private final Turns turns = new Turns(Turns.Limits.USUAL);

  public IngestAnswers(
      Askers askers, Ingest ingest, Pricers pricers, Supplier<EventId> ids, InstantSource clock) {
    this.askers = askers;
    this.ingest = ingest;
    this.pricers = pricers;
    this.ids = ids;
    this.clock = clock;
  }

  public void take(ServerRequest request, ServerResponse response) {
    Sender sender = Sender.of(askers.writer(request));
    Parameters.read(request.query().rawValue(), Set.of());
    SentBody body = SentBody.of(request.headers());
    try (Turns.Turn turn = turns.begin(sender.organization())) {
      List<Result> results = settle(sender, read(request, body, sender, turn));
      Answers.send(response, json -> write(json, results));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw later("Meterr is stopping");
    }
  }

  private List<Sent> read(ServerRequest request, SentBody body, Sender sender, Turns.Turn turn)
      throws InterruptedException {
    // may ask the database: before memory is held
    Booking booking = new Booking(pricers.of(sender.organization()));
    try (Turns.Held held = turn.hold(body.memory(request))) {
      return new SentEvents(booking, sender, clock.instant(), ids)
          .read(body.form(), body.read(request));
    }
  }

  private List<Result> settle(Sender sender, List<Sent> sent) throws InterruptedException {
    List<UsageEvent> events = new ArrayList<>(sent.size());
    for (Sent one : sent) {
      if (one instanceof Sent.Readable(var event)) {
        events.add(event);
      }
    }
    Iterator<Outcome> outcomes = outcomes(sender, events).iterator();
    return sent.stream()
        .map(
            one ->
                switch (one) {
                  case Sent.Readable(var event) ->
                      outcomes.next().changedSums()
                          ? Result.accepted(event.id())
                          : Result.duplicate(event.id());
                  case Sent.Rejected(var id, var error) -> Result.rejected(id, error);
                })
        .toList();
  }

  private List<Outcome> outcomes(Sender sender, List<UsageEvent> events)
      throws InterruptedException {
    if (events.isEmpty()) {
      return List.of();
    }
    return switch (ingest.take(sender.organization(), events)) {
      case Settled(var outcomes) -> outcomes;
      case NotInTime(var why) -> {
        LOG.warn("{} reported events are not known to be in the ledger: {}", events.size(), why);
        throw later(
            "the ledger did not take the events in time; send them again: those with an id are"
                + " counted once");
      }
    };
  }

  private static Problem later(String detail) {
    return Problem.later(Problem.Kind.UNAVAILABLE, detail, RETRY_SECONDS);
  }

  private static void write(JsonGenerator json, List<Result> results) {
    json.writeStartObject();
    json.writeNumberProperty("accepted", count(results, Result.Status.ACCEPTED));
    json.writeNumberProperty("duplicates", count(results, Result.Status.DUPLICATE));
    json.writeArrayPropertyStart("results");
    results.forEach(result -> result.write(json));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static long count(List<Result> results, Result.Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }
}
