package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where there is no native transport. */
@ExtendWith(NoLeaks.class)
class NioTest {
  @Test
  void large_bodies_pass_and_a_client_that_leaves_is_noticed() throws Exception {
    String large = "x".repeat(5_000_000);
    Pass last = new Pass();
    try (HandMade upstream = HandMade.echoing();
        HandMade silent = HandMade.playing(Wire::rest);
        ProxyServer proxy =
            ProxyServer.start(
                Proxies.config(),
                exchange -> {
                  if (exchange.path().equals("/silent")) {
                    Proxies.through(silent.upstream(), () -> last).handle(exchange);
                  } else {
                    Proxies.through(upstream.upstream()).handle(exchange);
                  }
                },
                Proxies.REFUSALS,
                Transport.nio(),
                null)) {
      try (Wire client = Wire.to(proxy)) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + large);
        assertThat(client.answer().text()).endsWith("\n\n" + large);
        client.send("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
        while (silent.connections() == 0) {
          Thread.onSpinWait();
        }
      }
      assertThat(last.next()).isEqualTo("client left");
    }
  }
}
