package ai.meterr.providers.fuzz;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.Providers;
import ai.meterr.usage.Reading;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer drives (Jazzer, by {@code build/fuzz}): the first byte picks a reader, the second a
 * way to cut, the rest is an answer and a request. Whatever the bytes are, nothing is thrown, no
 * quantity is negative, and the cut makes no difference.
 */
public final class ReaderFuzz {
  private static final Providers PROVIDERS = Providers.known();
  private static final int PIECE_MAX = 97;

  private ReaderFuzz() {}

  /** One endpoint with a reader of its own. */
  public record Target(String provider, String method, String path) {
    Endpoint endpoint() {
      return PROVIDERS.find(new ProviderId(provider)).orElseThrow().endpoint(method, path);
    }

    /** A fresh reader for one answer. */
    public AnswerReader reader() {
      Endpoint endpoint = endpoint();
      return endpoint.answer(endpoint.read(path, ""), 200, Headers.NONE);
    }

    private static Target post(String provider, String path) {
      return new Target(provider, "POST", path);
    }

    private static Target get(String provider, String path) {
      return new Target(provider, "GET", path);
    }
  }

  /** New ones are added at the end: a first byte below their number keeps its reader. */
  public static final List<Target> TARGETS =
      List.of(
          Target.post("openai", "/v1/chat/completions"),
          Target.post("openai", "/v1/responses"),
          Target.post("openai", "/v1/threads/t/runs"),
          Target.post("openai", "/v1/images/generations"),
          Target.post("openai", "/v1/audio/transcriptions"),
          Target.get("openai", "/v1/batches/b"),
          Target.post("anthropic", "/v1/messages"),
          Target.get("anthropic", "/v1/messages/batches/b/results"),
          Target.post("gemini", "/v1beta/models/m:streamGenerateContent"),
          Target.post("gemini", "/v1beta/models/m:batchEmbedContents"),
          Target.post("gemini", "/v1beta/interactions"),
          Target.post("vertex", "/v1/projects/p/locations/l/publishers/google/models/m:predict"),
          Target.post("bedrock", "/model/m/converse"),
          Target.post("bedrock", "/model/m/converse-stream"),
          Target.post("bedrock", "/model/m/invoke"),
          Target.post("bedrock", "/model/m/invoke-with-response-stream"),
          Target.post("mistral", "/v1/chat/completions"),
          Target.post("mistral", "/v1/conversations"),
          Target.post("mistral", "/v1/ocr"),
          Target.get("mistral", "/v1/files/f/content"),
          Target.post("cohere", "/v1/chat"),
          Target.post("cohere", "/v2/chat"),
          Target.post("cohere", "/v2/embed"),
          Target.post("cohere", "/v2/rerank"),
          Target.post("groq", "/openai/v1/chat/completions"),
          Target.post("deepseek", "/chat/completions"),
          Target.post("xai", "/v1/chat/completions"),
          Target.post("xai", "/v1/responses"),
          Target.get("xai", "/v1/batches/b/results"),
          Target.post("openrouter", "/api/v1/chat/completions"),
          Target.post("perplexity", "/chat/completions"),
          Target.post("voyage", "/v1/embeddings"),
          Target.post("vercel_gateway", "/v1/chat/completions"),
          Target.post("cloudflare", "/client/v4/accounts/a/ai/run/@cf/m"),
          Target.post("ollama", "/api/chat"),
          Target.post("databricks", "/serving-endpoints/e/invocations"),
          Target.post("azure", "/openai/deployments/d/chat/completions"));

  /** Jazzer looks for this name. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    Target target = TARGETS.get((input[0] & 0xff) % TARGETS.size());
    byte[] bytes = Arrays.copyOfRange(input, 2, input.length);
    Reading whole = read(target.reader(), bytes, Math.max(1, bytes.length));
    Reading pieces = read(target.reader(), bytes, 1 + (input[1] & 0xff) % PIECE_MAX);
    if (!whole.equals(pieces)) {
      throw new AssertionError(target + ": whole " + whole + ", in pieces " + pieces);
    }
    for (BigDecimal quantity : whole.usage().quantities().values()) {
      if (quantity.signum() < 0) {
        throw new AssertionError(target + ": negative in " + whole);
      }
    }
    if (target.endpoint().readsBody()) {
      request(target, bytes);
    }
  }

  private static Reading read(AnswerReader reader, byte[] bytes, int piece) {
    for (int from = 0; from < bytes.length; from += piece) {
      reader.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
    }
    return reader.finish(true);
  }

  private static void request(Target target, byte[] bytes) {
    try {
      target.endpoint().read(target.path(), "", new ByteArrayInputStream(bytes));
    } catch (Endpoint.NotJson expected) {
      return;
    }
  }
}
