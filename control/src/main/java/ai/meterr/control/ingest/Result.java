package ai.meterr.control.ingest;

import ai.meterr.event.EventId;
import ai.meterr.event.Wire;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What became of one event.
 *
 * @param id null where a rejected event has none that could be read
 * @param error null unless rejected
 */
record Result(@Nullable String id, Status status, @Nullable String error) {
  enum Status implements Wire {
    ACCEPTED,
    DUPLICATE,
    REJECTED
  }

  static Result accepted(EventId id) {
    return new Result(id.value(), Status.ACCEPTED, null);
  }

  static Result duplicate(EventId id) {
    return new Result(id.value(), Status.DUPLICATE, null);
  }

  static Result rejected(@Nullable String id, String error) {
    return new Result(id, Status.REJECTED, error);
  }

  void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("id", id);
    json.writeStringProperty("status", status.wire());
    if (error != null) {
      json.writeStringProperty("error", error);
    }
    json.writeEndObject();
  }
}
