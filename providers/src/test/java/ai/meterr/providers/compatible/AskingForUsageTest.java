package ai.meterr.providers.compatible;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ProviderId;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.Providers;
import ai.meterr.providers.RequestFacts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is changed only where its provider is known to take the change. */
class AskingForUsageTest {
  private static final String CHAT = "/v1/chat/completions";

  private static RequestFacts read(String provider, String path, String query) throws NotJson {
    Endpoint endpoint =
        Providers.known().find(new ProviderId(provider)).orElseThrow().endpoint("POST", path);
    byte[] body = "{\"messages\":[],\"stream\":true}".getBytes(StandardCharsets.UTF_8);
    return endpoint.read(path, query, new ByteArrayInputStream(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"groq", "deepseek", "xai", "together", "cerebras", "alibaba", "ollama"})
  void a_stream_is_asked_for_usage_where_the_provider_documents_it(String provider) throws NotJson {
    assertThat(read(provider, CHAT, "").splice()).isNotNull();
    assertThat(read(provider, CHAT, "").filter()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mistral",
        "openrouter",
        "vercel_gateway",
        "perplexity",
        "fireworks",
        "databricks",
        "cloudflare",
        "portkey",
        "openai_compatible_local"
      })
  void all_others_get_the_request_as_it_came(String provider) throws NotJson {
    RequestFacts facts = read(provider, CHAT, "");
    assertThat(facts.streamed()).isTrue();
    assertThat(facts.splice()).isNull();
    assertThat(facts.filter()).isNull();
  }

  @Test
  void azure_is_asked_from_the_version_on_that_takes_it() throws NotJson {
    String deployment = "/openai/deployments/gpt-4o/chat/completions";
    assertThat(read("azure", deployment, "api-version=2024-06-01").splice()).isNull();
    assertThat(read("azure", deployment, "").splice()).isNull();
    assertThat(read("azure", deployment, "api-version=2024-09-01-preview").splice()).isNotNull();
    assertThat(read("azure", deployment, "a=b&api-version=2025-04-01").splice()).isNotNull();
    assertThat(read("azure", "/openai/v1/chat/completions", "").splice()).isNotNull();
    assertThat(read("azure", "/models/chat/completions", "api-version=2025-04-01").splice())
        .isNull();
  }

  @Test
  void on_azure_the_deployment_stands_for_a_model_that_the_body_leaves_out() throws NotJson {
    RequestFacts facts =
        read("azure", "/openai/deployments/my-gpt/chat/completions", "api-version=2024-10-21");
    assertThat(String.valueOf(facts.model())).isEqualTo("my-gpt");
    assertThat(facts.splice()).isNotNull();
    assertThat(read("azure", "/openai/v1/chat/completions", "").model()).isNull();
  }

  @Test
  void the_wire_is_the_same_wherever_the_path_begins() {
    for (String call :
        new String[] {
          "cloudflare /client/v4/accounts/a1/ai/v1/chat/completions",
          "databricks /serving-endpoints/my-model/invocations",
          "fireworks /inference/v1/chat/completions",
          "zai /api/paas/v4/chat/completions",
          "alibaba /compatible-mode/v1/chat/completions",
          "portkey /v1/prompts/p1/completions",
          "writer /v1/chat"
        }) {
      String[] parts = call.split(" ");
      Endpoint endpoint =
          Providers.known().find(new ProviderId(parts[0])).orElseThrow().endpoint("POST", parts[1]);
      assertThat(endpoint.kind()).as(call).isEqualTo(EndpointKind.METERED);
      assertThat(endpoint.readsBody()).as(call).isTrue();
    }
  }
}
