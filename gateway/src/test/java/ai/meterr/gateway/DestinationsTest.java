package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ProviderId;
import ai.meterr.gateway.Destinations.Destination;
import ai.meterr.providers.Providers;
import ai.meterr.proxy.Upstream;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
  private static final Providers PROVIDERS = Providers.known();

  @ParameterizedTest
  @CsvSource({
    "https://api.example.com,            api.example.com, 443,  true,  api.example.com,      ''",
    "http://127.0.0.1:8123/,             127.0.0.1,       8123, false, 127.0.0.1:8123,       ''",
    "https://gw.example.com/a%20b/c/,    gw.example.com,  443,  true,  gw.example.com,      "
        + " /a%20b/c",
    "http://[::1]:9/v,                   ::1,             9,    false, [::1]:9,              /v",
    "http://[::1],                       ::1,             80,   false, [::1],                ''",
    "http://mock_provider:8080/x,        mock_provider,   8080, false, mock_provider:8080,   /x",
    "https://someone@api.example.com,    api.example.com, 443,  true,  api.example.com,      ''",
  })
  void an_operators_base_stands_in_for_the_rooms(
      String base, String name, int port, boolean tls, String host, String prefix) {
    Destination destination = there("openai", Map.of(ProviderId.OPENAI, URI.create(base)));

    assertThat(destination.upstream())
        .isInstanceOfSatisfying(
            Upstream.Tcp.class,
            tcp -> {
              assertThat(tcp.host()).isEqualTo(name);
              assertThat(tcp.port()).isEqualTo(port);
              assertThat(tcp.tls()).isEqualTo(tls);
            });
    assertThat(destination.host()).isEqualTo(host);
    assertThat(destination.prefix()).isEqualTo(prefix);
  }

  @Test
  void where_nobody_says_anything_the_rooms_word_counts_or_there_is_none() {
    assertThat(there("openai", Map.of()).host()).isEqualTo("api.openai.com");
    assertThat(of("azure", Map.of())).isNull();
  }

  private static Destination there(String provider, Map<ProviderId, URI> bases) {
    return Objects.requireNonNull(of(provider, bases));
  }

  private static @Nullable Destination of(String provider, Map<ProviderId, URI> bases) {
    return new Destinations(bases, Upstream.Limits.PROVIDER)
        .of(PROVIDERS.find(new ProviderId(provider)).orElseThrow());
  }
}
