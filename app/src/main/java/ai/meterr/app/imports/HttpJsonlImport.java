package ai.meterr.app.imports;

import ai.meterr.catalog.ModelId;
import ai.meterr.event.Booking;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.Providers;
import ai.meterr.providers.RequestFacts;
import ai.meterr.tenancy.Attribution;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Meters recorded HTTP exchanges as the gateway would have metered them, and prints one event a
 * line, with the record's id. Nothing is kept.
 */
public final class HttpJsonlImport {
  private static final int MODEL_NAME_MAX = 256;
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private final Providers providers;
  private final Booking booking;
  private final PrintStream events;
  private final PrintStream problems;

  /**
   * @param events gets the events, UTF-8
   * @param problems gets a line for each record that could not be read
   */
  public HttpJsonlImport(
      Providers providers, Booking booking, PrintStream events, PrintStream problems) {
    this.providers = providers;
    this.booking = booking;
    this.events = events;
    this.problems = problems;
  }

  /**
   * @param file JSON lines, plain or gzipped
   * @return how many records could not be read
   * @throws IOException where the file cannot be read
   */
  public int run(Path file) throws IOException {
    int unread = 0;
    int lineNumber = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lineNumber++;
        if (line.isBlank()) {
          continue;
        }
        try {
          print(event(RecordReader.read(line)));
        } catch (BadRecord bad) {
          problems.println(file + ":" + lineNumber + ": not imported: " + bad.getMessage());
          unread++;
        }
      }
    }
    events.flush();
    return unread;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes) : bytes;
  }

  private void print(UsageEvent event) {
    events.writeBytes(EventJson.write(event));
    events.write('\n');
  }

  private UsageEvent event(RecordedExchange exchange) throws BadRecord {
    ProviderApi api =
        providers
            .find(exchange.provider())
            .orElseThrow(() -> new BadRecord("there is no such provider"));
    if (exchange.id().length() > EventId.LENGTH_MAX) {
      throw new BadRecord("its id is longer than " + EventId.LENGTH_MAX + " characters");
    }
    String path =
        exchange.path().isEmpty()
            ? EndpointNames.path(
                exchange.provider(), exchange.endpoint(), exchange.modelRequested())
            : exchange.path();
    Endpoint endpoint = api.endpoint(exchange.method(), path);
    List<String> notes = new ArrayList<>(0);
    RequestFacts request = request(endpoint, path, exchange, notes);
    AnswerReader answer = endpoint.answer(request, exchange.status(), exchange.headers());
    answer.read(ByteBuffer.wrap(exchange.body()));
    return booking.book(
        facts(exchange, endpoint, request, notes), answer.finish(exchange.complete()));
  }

  private static RequestFacts request(
      Endpoint endpoint, String path, RecordedExchange exchange, List<String> notes) {
    if (!endpoint.readsBody()) {
      return endpoint.read(path, exchange.query());
    }
    byte[] body = exchange.request() == null ? EMPTY_OBJECT : exchange.request();
    try {
      return endpoint.read(path, exchange.query(), new ByteArrayInputStream(body));
    } catch (Endpoint.NotJson notJson) {
      notes.add("the recorded request could not be read");
      return endpoint.read(path, exchange.query());
    }
  }

  private static CallFacts facts(
      RecordedExchange exchange, Endpoint endpoint, RequestFacts request, List<String> notes) {
    ModelId model = request.model();
    return new CallFacts(
        new EventId(exchange.id()),
        exchange.time(),
        exchange.provider(),
        model != null ? model : model(exchange.modelRequested()),
        endpoint.operation(),
        endpoint.kind(),
        request.streamed() || exchange.streaming(),
        exchange.status(),
        exchange.complete() ? Ending.COMPLETED : Ending.PROVIDER_BROKE,
        true,
        Source.IMPORT,
        null,
        null,
        Attribution.NONE,
        notes);
  }

  private static @Nullable ModelId model(@Nullable String name) {
    return name == null || name.isEmpty() || name.length() > MODEL_NAME_MAX
        ? null
        : new ModelId(name);
  }
}
