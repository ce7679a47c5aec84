package ai.meterr.control.events;

import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Filters;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.Period;
import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.ledger.report.EventDetail.Correction;
import ai.meterr.ledger.report.EventDetail.Sighting;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.Reports.EventPage;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/events}. */
public final class EventAnswers {
  private static final String PATH = "/api/v1/events/";
  private static final int LIMIT_MAX = 1_000;
  private static final int LIMIT_USUAL = 100;
  private static final int CURSOR_LENGTH_MAX = 512;
  private static final Set<String> NAMES = Filters.and(Period.FROM, Period.TO, "limit", "cursor");

  private final Askers askers;
  private final Reports reports;

  public EventAnswers(Askers askers, Reports reports) {
    this.askers = askers;
    this.reports = reports;
  }

  public void list(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    Parameters parameters = Parameters.read(request.query().rawValue(), NAMES);
    Instant from = parameters.instant(Period.FROM);
    Instant to = parameters.instant(Period.TO);
    Period.check(from, to);
    EventPage page =
        reports.events(
            asker.organization(),
            from,
            to,
            Filters.read(parameters),
            parameters.integer("limit", 1, LIMIT_MAX, LIMIT_USUAL),
            parameters.one("cursor", CURSOR_LENGTH_MAX));
    Answers.send(response, json -> write(json, page));
  }

  public void show(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    String id = Parameters.inPath(request.path().rawPath().substring(PATH.length()));
    Parameters.read(request.query().rawValue(), Set.of());
    if (id.isEmpty() || id.length() > EventId.LENGTH_MAX || id.indexOf('\0') >= 0) {
      throw notFound();
    }
    EventDetail detail =
        reports.event(asker.organization(), new EventId(id)).orElseThrow(EventAnswers::notFound);
    Answers.send(response, json -> write(json, detail));
  }

  private static Problem notFound() {
    return Problem.of(Problem.Kind.NOT_FOUND, "there is no event of that id");
  }

  private static void write(JsonGenerator json, EventPage page) {
    json.writeStartObject();
    json.writeArrayPropertyStart("data");
    page.events().forEach(event -> EventJson.write(json, event));
    json.writeEndArray();
    json.writeStringProperty("next", page.next());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, EventDetail detail) {
    json.writeStartObject();
    EventJson.writeFields(json, detail.event());
    json.writeArrayPropertyStart("attempts");
    detail.attempts().forEach(attempt -> writeAttempt(json, attempt));
    json.writeEndArray();
    json.writeArrayPropertyStart("sightings");
    detail.sightings().forEach(sighting -> write(json, sighting));
    json.writeEndArray();
    json.writeArrayPropertyStart("corrections");
    detail.corrections().forEach(correction -> write(json, correction));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeAttempt(JsonGenerator json, UsageEvent attempt) {
    json.writeStartObject();
    json.writeStringProperty("id", attempt.id().value());
    json.writeNumberProperty("attempt", attempt.attempt());
    json.writeStringProperty("time", attempt.time().toString());
    json.writeStringProperty("provider", attempt.provider().name());
    json.writeStringProperty("status", attempt.status().wire());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Sighting sighting) {
    json.writeStartObject();
    json.writeStringProperty("source", sighting.told().source().wire());
    json.writeStringProperty("id", sighting.told().id().value());
    json.writeStringProperty("at", sighting.at().toString());
    json.writeStringProperty("outcome", sighting.outcome().wire());
    json.writeName("told");
    EventJson.write(json, sighting.told());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Correction correction) {
    json.writeStartObject();
    json.writeStringProperty("at", correction.at().toString());
    json.writeStringProperty("source", correction.by().wire());
    json.writeArrayPropertyStart("changes");
    for (Change change : correction.changes()) {
      json.writeStartObject();
      json.writeStringProperty("field", change.field());
      json.writeStringProperty("from", change.from());
      json.writeStringProperty("to", change.to());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
