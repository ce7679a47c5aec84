package ai.meterr.providers.bedrock;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Headers;
import ai.meterr.providers.ModelInPath;
import ai.meterr.providers.RequestFacts;

/** An operation on the model that the path names. */
record BedrockEndpoint(Operation operation, EndpointKind kind, Reads reads) implements ModelInPath {

  interface Reads {
    AnswerReader answer(RequestFacts request, Headers headers);
  }

  @Override
  public RequestFacts read(String path, String query) {
    return RequestFacts.of(ModelPath.model(path), ModelPath.isStreamed(path));
  }

  @Override
  public AnswerReader answer(RequestFacts request, int httpStatus, Headers headers) {
    return reads.answer(request, headers);
  }
}
