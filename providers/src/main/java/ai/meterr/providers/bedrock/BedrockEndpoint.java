package ai.meterr.providers.bedrock;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;

/** An operation on the model that the path names. */
record BedrockEndpoint(Operation operation, EndpointKind kind, Reads reads) implements Endpoint {

  interface Reads {
    AnswerReader answer(RequestFacts request, Headers headers);
  }

  @Override
  public boolean readsBody() {
    return true;
  }

  @Override
  public RequestFacts read(String path, String query, InputStream body) throws NotJson {
    RequestBody.read(body, (name, value) -> {});
    return read(path, query);
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
