package ai.meterr.gateway;

import ai.meterr.access.Caller;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.event.EndpointKind;
import ai.meterr.event.EventId;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.RequestFacts;
import ai.meterr.tenancy.Attribution;
import java.time.Instant;
import java.util.List;

/**
 * A call as it was read once, before it goes anywhere.
 *
 * @param notes remarks on the request, for the event
 * @param booking with the prices of the caller's organization
 */
record Call(
    EventId id,
    Instant began,
    long beganNanos,
    Caller caller,
    Attribution attribution,
    ProviderApi api,
    Endpoint endpoint,
    RequestFacts request,
    List<String> notes,
    Booking booking) {

  ProviderId provider() {
    return api.id();
  }

  EndpointKind kind() {
    return endpoint.kind();
  }
}
