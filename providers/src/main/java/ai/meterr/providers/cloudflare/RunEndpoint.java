package ai.meterr.providers.cloudflare;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.ModelInPath;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.json.ModelRequest;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Runs the model that the path ends in: {@code …/ai/run/@cf/meta/llama-3.1-8b-instruct}. */
final class RunEndpoint implements Endpoint {
  static final String BEFORE_MODEL = "/ai/run/";

  @Override
  public Operation operation() {
    return Operation.CHAT;
  }

  @Override
  public EndpointKind kind() {
    return EndpointKind.METERED;
  }

  @Override
  public boolean readsBody() {
    return true;
  }

  /** Some models take sound or a picture as it is: such a body is no JSON, and asks no stream. */
  @Override
  public RequestFacts read(String path, String query, InputStream body) {
    try {
      return RequestFacts.of(model(path), ModelRequest.read(path, query, body).streamed());
    } catch (NotJson asItIs) {
      return read(path, query);
    }
  }

  @Override
  public RequestFacts read(String path, String query) {
    return RequestFacts.of(model(path), false);
  }

  private static @Nullable ModelId model(String path) {
    String name = path.substring(path.indexOf(BEFORE_MODEL) + BEFORE_MODEL.length());
    return ModelInPath.model(ModelInPath.decoded(name));
  }

  @Override
  public AnswerReader answer(RequestFacts request, int httpStatus, Headers headers) {
    return new AnswerDocuments(RunTranscript.WANTED, new RunTranscript());
  }
}
