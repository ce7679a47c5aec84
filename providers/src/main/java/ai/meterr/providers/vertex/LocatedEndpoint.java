package ai.meterr.providers.vertex;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.ModelInPath;
import ai.meterr.providers.RequestFacts;

/**
 * A model at a place that the path names. Its answers are those of another API.
 *
 * @param like that API's endpoint
 */
record LocatedEndpoint(ModelPath place, Operation operation, Endpoint like) implements ModelInPath {

  @Override
  public EndpointKind kind() {
    return like.kind();
  }

  @Override
  public RequestFacts read(String path, String query) {
    return RequestFacts.of(place.modelId(), place.method().startsWith("stream"));
  }

  @Override
  public AnswerReader answer(RequestFacts request, int httpStatus, Headers headers) {
    return new LocatedAnswer(like.answer(request, httpStatus, headers), place.location());
  }
}
