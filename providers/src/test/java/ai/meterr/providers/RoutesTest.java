package ai.meterr.providers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.Routes.ControlPlane;
import ai.meterr.providers.Routes.DataPlane;
import ai.meterr.providers.Routes.NotFound;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private static Routes.Result route(String method, String path, String... header) {
    Map<String, String> headers = header.length == 0 ? Map.of() : Map.of(header[0], "x");
    return Routes.route(method, path, "", headers::get);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "POST, /v1/chat/completions,                  -,                 openai",
        "POST, /v1/completions,                       -,                 openai",
        "GET,  /v1/models,                            -,                 openai",
        "GET,  /v1/models,                            x-api-key,         openai",
        "GET,  /v1/models,                            anthropic-version, anthropic",
        "GET,  /v1/models,                            x-goog-api-key,    gemini",
        "GET,  /v1/models,                            x-goog-api-client, gemini",
        "POST, /v1/messages,                          -,                 anthropic",
        "POST, /v1/messages/count_tokens,             -,                 anthropic",
        "GET,  /v1/messages/batches/b1,               -,                 anthropic",
        "POST, /v1/messagesque,                       -,                 openai",
        "POST, /v1/complete,                          -,                 anthropic",
        "POST, /v1/models/gemini-3-flash:generateContent,  -,            gemini",
        "GET,  /v1/models/ft:gpt-4o-mini:acme::abc,   -,                 openai",
        "DELETE, /v1/models/ft:gpt-4o-mini-2024-07-18:acme:x:9aBc, -,    openai",
        "GET,  /v1/models/curie:ft-acme-2023-03-03,   -,                 openai",
        "POST, /v1beta/models/m:generateContent,      -,                 gemini",
        "POST, /v1alpha/models/m:generateContent,     -,                 gemini",
        "POST, /upload/v1beta/files,                  -,                 gemini",
        "POST, /v1beta/models/m:generateContent,      anthropic-version, gemini",
        "GET,  /v1/traces,                            -,                 openai",
        "PUT,  /v1/logs,                              -,                 openai",
        "POST, /v1/traces/x,                          -,                 openai",
        "POST, /v1/unheard/of,                        -,                 openai",
        "OPTIONS, /v1/chat/completions,               -,                 openai",
      })
  void a_versioned_path_is_the_api_that_it_looks_like(
      String method, String path, String header, String provider) {
    Routes.Result result = header == null ? route(method, path) : route(method, path, header);
    assertThat(result).isEqualTo(new DataPlane(new Route(new ProviderId(provider), path)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/traces", "/v1/metrics", "/v1/logs"})
  void exactly_three_posts_are_otlp(String path) {
    assertThat(route("POST", path)).isEqualTo(new ControlPlane());
    assertThat(route("POST", path, "anthropic-version")).isEqualTo(new ControlPlane());
    assertThat(route("GET", path)).isInstanceOf(DataPlane.class);
    assertThat(route("POST", path + "/")).isInstanceOf(DataPlane.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/openai/v1/chat/completions,       openai,           /v1/chat/completions",
    "/anthropic/v1/messages,            anthropic,        /v1/messages",
    "/gemini/v1beta/models/m:countTokens, gemini,         /v1beta/models/m:countTokens",
    "/groq/openai/v1/chat/completions,  groq,             /openai/v1/chat/completions",
    "/openrouter/api/v1/chat/completions, openrouter,     /api/v1/chat/completions",
    "/vertex-anthropic/v1/x,            vertex_anthropic, /v1/x",
    "/vertex_anthropic/v1/x,            vertex_anthropic, /v1/x",
    "/openai-compatible-local/v1/models, openai_compatible_local, /v1/models",
    "/acme/v1/x,                        acme,             /v1/x",
    "/openai/,                          openai,           /",
    "/openai/a%2Fb/%C3%A9//c%20d,       openai,           /a%2Fb/%C3%A9//c%20d",
    "/openai/../api/v1/keys,            openai,           /../api/v1/keys",
  })
  void a_provider_gets_the_rest_of_its_path_verbatim(
      String path, String provider, String upstream) {
    assertThat(route("POST", path))
        .isEqualTo(new DataPlane(new Route(new ProviderId(provider), upstream)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/app",
        "/app/requests",
        "/api/v1/events",
        "/assets/index-abc.js",
        "/healthz",
        "/metrics/x",
        "/favicon.ico",
        "/openai",
        "/v1",
        "/anything",
        "/docs/start",
        "/prices/openai"
      })
  void the_site_and_its_api_belong_to_the_control_plane(String path) {
    assertThat(route("GET", path)).isEqualTo(new ControlPlane());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/x", "/OpenAI/v1/x", "/%6Fpenai/v1/x", "/.well-known/x", "/a b/c",
        "/1st/v1/x", "*", "", "openai/v1/x", "http://x/y"
      })
  void what_can_be_no_provider_is_nowhere(String path) {
    assertThat(route("GET", path)).isEqualTo(new NotFound());
  }

  @Test
  void no_provider_is_called_like_a_page_of_ours() {
    assertThat(Providers.known().all())
        .extracting(api -> api.id().name().replace('_', '-'))
        .doesNotContainAnyElementsOf(Routes.RESERVED)
        .doesNotContainAnyElementsOf(Routes.SITE)
        .doesNotContain("v1", "v1alpha", "v1beta", "upload");
  }

  @Test
  void every_provider_is_reached_by_its_name() {
    for (ProviderApi api : Providers.known().all()) {
      for (String name : new String[] {api.id().name(), api.id().name().replace('_', '-')}) {
        assertThat(route("POST", "/" + name + "/v1/x"))
            .isEqualTo(new DataPlane(new Route(api.id(), "/v1/x")));
      }
    }
  }
}
