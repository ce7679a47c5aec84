package ai.meterr.control;

import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.query.Parameters;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/status}: what the dashboard says of its own freshness. */
final class StatusAnswer {
  private final Askers askers;
  private final ControlConfig config;
  private final Supplier<Optional<LedgerLag>> ledgerLag;
  private final Supplier<Optional<LedgerLag>> rawLogLag;
  private final InstantSource clock;

  StatusAnswer(
      Askers askers,
      ControlConfig config,
      Supplier<Optional<LedgerLag>> ledgerLag,
      Supplier<Optional<LedgerLag>> rawLogLag,
      InstantSource clock) {
    this.askers = askers;
    this.config = config;
    this.ledgerLag = ledgerLag;
    this.rawLogLag = rawLogLag;
    this.clock = clock;
  }

  void show(ServerRequest request, ServerResponse response) {
    askers.reader(request);
    Parameters.read(request.query().rawValue(), Set.of());
    Answers.send(response, this::write);
  }

  private void write(JsonGenerator json) {
    URI publicUrl = config.publicUrl();
    json.writeStartObject();
    json.writeStringProperty("version", config.version());
    json.writeStringProperty("time", clock.instant().toString());
    json.writeStringProperty("public_url", publicUrl == null ? null : publicUrl.toString());
    write(json, "ledger_lag", ledgerLag.get());
    write(json, "raw_log_lag", rawLogLag.get());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Optional<LedgerLag> lag) {
    if (lag.isPresent()) {
      json.writeObjectPropertyStart(name);
      json.writeNumberProperty("seconds", BigDecimal.valueOf(lag.get().age().toMillis(), 3));
      json.writeNumberProperty("bytes", lag.get().bytes());
      json.writeEndObject();
    } else {
      json.writeNullProperty(name);
    }
  }
}
