package ai.meterr.app.imports;

import ai.meterr.catalog.ModelId;
import ai.meterr.event.Booking;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.Providers;
import ai.meterr.providers.RequestFacts;
import ai.meterr.tenancy.Attribution;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Meters a recorded HTTP exchange as the gateway would have metered it. */
public final class ExchangeMeter {
  private static final int MODEL_NAME_MAX = 256;
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private final Providers providers;
  private final Booking booking;

  public ExchangeMeter(Providers providers, Booking booking) {
    this.providers = providers;
    this.booking = booking;
  }

  /**
   * @throws BadRecord where no room reads it
   */
  UsageEvent event(RecordedExchange exchange) throws BadRecord {
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
        exchange.latency(),
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
