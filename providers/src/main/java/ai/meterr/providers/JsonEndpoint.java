package ai.meterr.providers;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that takes a JSON object, or nothing at all, and whose answer is read.
 *
 * @param request null: its requests have no body
 * @param reader makes the reader of one answer
 */
public record JsonEndpoint(
    Operation operation,
    EndpointKind kind,
    @Nullable RequestReader request,
    Supplier<AnswerReader> reader)
    implements Endpoint {

  /** As {@link Endpoint#read(String, String, InputStream)}. */
  public interface RequestReader {
    RequestFacts read(String path, String query, InputStream body) throws NotJson;
  }

  /** What is free by itself is read for one reason. */
  @Override
  public boolean looksBack() {
    return kind == EndpointKind.NO_USAGE;
  }

  @Override
  public boolean readsBody() {
    return request != null;
  }

  @Override
  public RequestFacts read(String path, String query, InputStream body) throws NotJson {
    return request == null ? read(path, query) : request.read(path, query, body);
  }

  @Override
  public RequestFacts read(String path, String query) {
    return RequestFacts.of(null, false);
  }

  @Override
  public AnswerReader answer(RequestFacts facts, int httpStatus, Headers headers) {
    return reader.get();
  }
}
