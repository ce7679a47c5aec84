package ai.meterr.providers.openai;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.RequestFacts.Splice;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What Meterr sees of an OpenAI request. */
public final class OpenAiRequest implements RequestBody.Members {
  private @Nullable ModelId model;
  private boolean streamed;
  private long afterBrace;
  private final UsageAsked usageAsked = new UsageAsked();

  /** A request whose stream tells usage unasked, or has none. */
  public static RequestFacts read(String path, String query, InputStream body) throws NotJson {
    OpenAiRequest request = new OpenAiRequest();
    RequestBody.read(body, request);
    return RequestFacts.of(request.model, request.streamed);
  }

  /** A request that must ask for usage where it streams. */
  public static RequestFacts readAndAsk(String path, String query, InputStream body)
      throws NotJson {
    OpenAiRequest request = new OpenAiRequest();
    RequestBody.read(body, request);
    Splice splice =
        request.streamed && request.afterBrace >= 0
            ? request.usageAsked.splice(request.afterBrace)
            : null;
    return new RequestFacts(
        request.model, request.streamed, splice, splice == null ? null : AskedUsageFilter::new);
  }

  @Override
  public void root(long afterBrace) {
    this.afterBrace = afterBrace;
  }

  @Override
  public void member(String name, JsonParser value) {
    switch (name) {
      case "model" -> model = RequestBody.model(value);
      case "stream" -> streamed = value.currentToken() == JsonToken.VALUE_TRUE;
      case UsageAsked.MEMBER -> usageAsked.read(value);
      default -> {}
    }
  }
}
