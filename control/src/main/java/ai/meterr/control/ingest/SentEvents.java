package ai.meterr.control.ingest;

import ai.meterr.control.answer.Problem;
import ai.meterr.event.Booking;
import ai.meterr.event.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The events of a body, read and booked one by one as they come: no tree is made of it. */
final class SentEvents {
  static final int EVENTS_MAX = 1_000;
  private static final JsonFactory JSON = new JsonFactory();
  private static final String EVENTS = "events";

  private final Booking booking;
  private final Sender sender;
  private final Instant now;
  private final Supplier<EventId> ids;
  private final List<Sent> sent = new ArrayList<>();

  /**
   * @param ids names what the sender has not named
   */
  SentEvents(Booking booking, Sender sender, Instant now, Supplier<EventId> ids) {
    this.booking = booking;
    this.sender = sender;
    this.now = now;
    this.ids = ids;
  }

  enum Form {
    /** {@code {"events": [event…]}}. */
    JSON,
    /** One event a line. */
    NDJSON
  }

  /**
   * @throws Problem where it is not JSON of that form, or holds too many events
   */
  List<Sent> read(Form form, byte[] body) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      switch (form) {
        case JSON -> object(json);
        case NDJSON -> lines(json);
      }
      return sent;
    } catch (JacksonException bad) {
      throw Problem.of(
          Problem.Kind.BAD_BODY,
          "the body is not JSON, in line "
              + bad.getLocation().getLineNr()
              + ", column "
              + bad.getLocation().getColumnNr());
    }
  }

  private void object(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body must be an object that holds events");
    }
    boolean found = false;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      if (!name.equals(EVENTS)) {
        json.skipChildren();
      } else if (token != JsonToken.START_ARRAY) {
        throw Problem.field(EVENTS, "must be an array");
      } else if (found) {
        throw Problem.field(EVENTS, "is given twice");
      } else {
        found = true;
        for (token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
          event(json);
        }
      }
    }
    if (!found) {
      throw Problem.field(EVENTS, "is missing");
    }
    if (json.nextToken() != null) {
      throw Problem.of(Problem.Kind.BAD_BODY, "something follows the object");
    }
  }

  private void lines(JsonParser json) {
    while (json.nextToken() != null) {
      event(json);
    }
  }

  private void event(JsonParser json) {
    if (sent.size() == EVENTS_MAX) {
      throw Problem.of(
          Problem.Kind.TOO_LARGE, "there are more than " + EVENTS_MAX + " events in one request");
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      sent.add(new Sent.Rejected(null, "an event must be an object"));
      return;
    }
    switch (SentEvent.read(json, sender, now, ids)) {
      case SentEvent.Read.Good(var report) -> sent.add(new Sent.Readable(booking.book(report)));
      case SentEvent.Read.Bad(var why) -> sent.add(why);
    }
  }
}
