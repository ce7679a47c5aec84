package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class DrainTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void draining_finishes_what_is_under_way_and_takes_nothing_new() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    BlockingQueue<Boolean> drained = new LinkedBlockingQueue<>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  asked.countDown();
                  answer.await();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  client.request();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire idle = Wire.to(proxy);
        Wire busy = Wire.to(proxy)) {
      busy.send(GET);
      asked.await();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  drained.add(proxy.drain(Duration.ofSeconds(20)));
                } catch (InterruptedException interrupted) {
                  Thread.currentThread().interrupt();
                }
              });
      assertThat(idle.ends()).isTrue();
      assertThatThrownBy(() -> Wire.to(proxy)).isInstanceOf(UncheckedIOException.class);
      assertThat(drained).isEmpty();
      answer.countDown();
      Wire.Message last = busy.answer();
      assertThat(last.text()).isEqualTo("ok");
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(busy.ends()).isTrue();
      assertThat(drained.poll(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void draining_gives_up_after_its_limit() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  asked.countDown();
                  client.rest();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire busy = Wire.to(proxy)) {
      busy.send(GET);
      asked.await();
      assertThat(proxy.drain(Duration.ofMillis(100))).isFalse();
    }
  }

  @Test
  void a_port_that_is_taken_says_so() {
    try (ProxyServer proxy = Proxies.start(exchange -> {})) {
      assertThatThrownBy(
              () ->
                  ProxyServer.start(
                      ProxyConfig.on("127.0.0.1", proxy.port()), exchange -> {}, Proxies.REFUSALS))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + proxy.port());
    }
  }
}
