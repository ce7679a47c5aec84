package ai.meterr.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.meterr.catalog.ProviderId;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.openai.OpenAiApi;
import ai.meterr.usage.Reading.Told;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private final Providers providers = Providers.known();

  private ProviderApi api(String name) {
    return providers.find(new ProviderId(name)).orElseThrow();
  }

  @Test
  void all_names_of_the_contract_are_there() {
    assertThat(providers.all())
        .extracting(api -> api.id().name())
        .containsExactlyInAnyOrder(
            ("openai anthropic gemini vertex vertex_anthropic azure bedrock mistral cohere groq"
                    + " deepseek xai openrouter perplexity together fireworks voyage databricks"
                    + " cloudflare vercel_gateway zai moonshot alibaba cerebras huggingface ollama"
                    + " gpustack openai_compatible_local portkey pydantic_gateway snowflake crusoe"
                    + " writer")
                .split(" "));
    assertThat(providers.find(new ProviderId("acme"))).isEmpty();
  }

  @Test
  void a_base_is_an_origin_over_tls_or_left_to_the_operator() {
    for (ProviderApi api : providers.all()) {
      URI base = api.defaultBase();
      if (base != null) {
        assertThat(base.getScheme()).as(api.id().name()).isEqualTo("https");
        assertThat(base.toString()).as(api.id().name()).doesNotEndWith("/");
      }
    }
    for (String local : "azure bedrock databricks snowflake ollama gpustack".split(" ")) {
      assertThat(api(local).defaultBase()).as(local).isNull();
    }
  }

  @Test
  void keys_go_where_each_api_wants_them() {
    assertThat(api("openai").keyPlace()).isEqualTo(new KeyPlace("authorization", "Bearer "));
    assertThat(api("anthropic").keyPlace()).isEqualTo(new KeyPlace("x-api-key", ""));
    assertThat(api("gemini").keyPlace()).isEqualTo(new KeyPlace("x-goog-api-key", ""));
    assertThat(api("azure").keyPlace()).isEqualTo(new KeyPlace("api-key", ""));
    assertThat(api("mistral").keyPlace()).isEqualTo(KeyPlace.BEARER);
  }

  @Test
  void what_no_room_reads_is_unknown_and_never_free() {
    Endpoint chat = api("groq").endpoint("POST", "/openai/v1/brand/new");
    assertThat(chat.kind()).isEqualTo(EndpointKind.UNKNOWN);
    assertThat(chat.readsBody()).isFalse();
    AnswerReader reader = chat.answer(chat.read("", ""), 200, Headers.NONE);
    reader.read(
        ByteBuffer.wrap("{\"usage\":{\"prompt_tokens\":1}}".getBytes(StandardCharsets.UTF_8)));
    assertThat(reader.finish(true).told()).isEqualTo(Told.SILENT);
    assertThat(api("groq").endpoint("GET", "/openai/v1/models").kind())
        .isEqualTo(EndpointKind.NO_USAGE);
    assertThat(api("mistral").endpoint("POST", "/v1/files").kind())
        .isEqualTo(EndpointKind.NO_USAGE);
    assertThat(api("mistral").endpoint("POST", "/v1/profiles").kind())
        .isEqualTo(EndpointKind.UNKNOWN);
  }

  @Test
  void one_name_is_one_provider() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Providers(List.of(new OpenAiApi(), new OpenAiApi())));
  }
}
