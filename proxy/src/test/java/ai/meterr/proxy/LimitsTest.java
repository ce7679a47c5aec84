package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.proxy.Relay.Failure;
import ai.meterr.proxy.Relay.Failure.Kind;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything has a limit: time, size, memory. */
@ExtendWith(NoLeaks.class)
class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void a_head_that_does_not_come_in_time_is_answered_408() {
    try (ProxyServer proxy =
            Proxies.start(
                Proxies.config(SHORT, LONG, LONG), exchange -> Proxies.answer(exchange, 200, ""));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send("GET /x HTTP/1.1\r\nHo").answer().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void so_is_the_head_of_a_later_request() {
    try (ProxyServer proxy =
            Proxies.start(
                Proxies.config(SHORT, LONG, LONG), exchange -> Proxies.answer(exchange, 200, ""));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.send("GET /x HT").answer().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_head_that_trickles_has_no_more_time_than_another() {
    try (ProxyServer proxy =
            Proxies.start(
                Proxies.config(SHORT, LONG, LONG), exchange -> Proxies.answer(exchange, 200, ""));
        Wire client = Wire.to(proxy)) {
      Thread.ofVirtual()
          .start(
              () -> {
                client.send("GET /x HTTP/1.1\r\n");
                try {
                  while (proxy.connections() > 0) {
                    client.send("X: 1\r\n");
                    Thread.onSpinWait();
                    Thread.yield();
                  }
                } catch (UncheckedIOException closed) {
                  // as it should be
                }
              });
      // so many headers come in that time that either limit may be met first
      assertThat(client.answer().status()).isIn(408, 431);
    }
  }

  @Test
  void a_connection_that_asks_nothing_is_closed_without_a_word() {
    try (ProxyServer proxy =
            Proxies.start(
                Proxies.config(LONG, LONG, SHORT), exchange -> Proxies.answer(exchange, 200, ""));
        ProxyServer impatient =
            Proxies.start(
                Proxies.config(SHORT, LONG, LONG), exchange -> Proxies.answer(exchange, 200, ""));
        Wire asked = Wire.to(proxy);
        Wire never = Wire.to(impatient)) {
      assertThat(asked.send(GET).answer().status()).isEqualTo(200);
      assertThat(asked.ends()).isTrue();
      assertThat(never.ends()).isTrue();
    }
  }

  @Test
  void a_body_that_stalls_is_answered_408_whether_held_or_streamed() throws Exception {
    Pass relay = new Pass();
    try (HandMade upstream = HandMade.playing(Wire::request)) {
      Handler[] handlers = {
        Proxies.holding(upstream.upstream(), 1 << 20, () -> relay),
        Proxies.through(upstream.upstream(), () -> relay)
      };
      for (Handler handler : handlers) {
        try (ProxyServer proxy = Proxies.start(Proxies.config(LONG, SHORT, LONG), handler);
            Wire client = Wire.to(proxy)) {
          client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhello");
          assertThat(client.answer().status()).isEqualTo(408);
          assertThat(client.ends()).isTrue();
          assertThat(proxy.bodyMemoryTaken()).isZero();
        }
      }
    }
    assertThat(relay.failure().kind()).isEqualTo(Kind.REQUEST_BROKEN);
    assertThat(relay.told).isEmpty();
  }

  @Test
  void a_body_that_only_trickles_is_answered_408() throws Exception {
    try (ProxyServer proxy =
            Proxies.start(
                Proxies.config(LONG, Duration.ofMillis(700), LONG),
                exchange -> exchange.hold(1 << 20, held -> {}));
        Wire client = Wire.to(proxy)) {
      CountDownLatch answered = new CountDownLatch(1);
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (!answered.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    client.send("x");
                  }
                } catch (InterruptedException | UncheckedIOException ended) {
                  // answered
                }
              });
      assertThat(client.answer().status()).isEqualTo(408);
      answered.countDown();
    }
  }

  @Test
  void held_bodies_share_one_memory_and_give_it_back() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(Proxies.holding(upstream.upstream(), 6 << 20, Pass::new));
        Wire large = Wire.to(proxy);
        Wire refused = Wire.to(proxy);
        Wire after = Wire.to(proxy)) {
      int size = 5 << 20;
      String head = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n";
      large.send(head).send(new byte[size - 1]);
      while (proxy.bodyMemoryTaken() < size) {
        Thread.onSpinWait();
      }
      refused.send(head).send(new byte[size]);
      Wire.Message noRoom = refused.answer();
      assertThat(noRoom.status()).isEqualTo(503);
      assertThat(noRoom.header("connection")).isEqualTo("close");
      assertThat(proxy.bodyMemoryTaken()).isBetween((long) size, 8L << 20);
      large.send("x");
      assertThat(large.answer().status()).isEqualTo(200);
      after.send(head).send(new byte[size]);
      assertThat(after.answer().status()).isEqualTo(200);
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  @Test
  void a_body_that_declares_much_and_sends_little_takes_little() {
    try (ProxyServer proxy = Proxies.start(exchange -> exchange.hold(6 << 20, held -> {}));
        Wire client = Wire.to(proxy)) {
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 6000000\r\n\r\nx");
      while (proxy.bodyMemoryTaken() == 0) {
        Thread.onSpinWait();
      }
      assertThat(proxy.bodyMemoryTaken()).isLessThanOrEqualTo(16 << 10);
    }
  }

  @Test
  void a_body_larger_than_asked_for_is_refused_whether_it_declares_so_or_not() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer held = Proxies.start(Proxies.holding(upstream.upstream(), 1000, Pass::new));
        ProxyServer streamed =
            Proxies.start(
                exchange ->
                    exchange.forward(
                        upstream.upstream(),
                        new Exchange.Outgoing(
                            "POST", "/", Proxies.copy(exchange.headers()), null, 1000),
                        new Pass()))) {
      String declared =
          "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1001);
      String chunked =
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
              + "x".repeat(1001)
              + "\r\n0\r\n\r\n";
      for (String request : List.of(declared, chunked)) {
        try (Wire first = Wire.to(held);
            Wire second = Wire.to(streamed)) {
          assertThat(first.send(request).answer().status()).isEqualTo(413);
          assertThat(first.ends()).isTrue();
          assertThat(second.send(request).answer().text()).isEqualTo("REQUEST_TOO_LARGE");
          assertThat(second.ends()).isTrue();
        }
      }
      assertThat(held.bodyMemoryTaken()).isZero();
    }
  }

  @Test
  void an_answer_is_read_although_the_client_is_still_sending() {
    try (ProxyServer proxy = Proxies.start(exchange -> Proxies.answer(exchange, 401, "no key"));
        Wire client = Wire.to(proxy)) {
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
      client.send(new byte[3_000_000]);
      assertThat(client.answer().text()).isEqualTo("no key");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void an_upstream_that_does_not_begin_to_answer_is_given_up() throws Exception {
    Pass relay = new Pass();
    Upstream.Limits limits = new Upstream.Limits(LONG, SHORT, LONG, LONG);
    try (HandMade upstream = HandMade.playing(Wire::rest);
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(limits), () -> relay));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().text()).isEqualTo("FIRST_BYTE_TIMEOUT");
      assertThat(relay.failure().requestWritten()).isTrue();
    }
  }

  @Test
  void an_upstream_that_falls_silent_is_given_up() throws Exception {
    Pass relay = new Pass();
    Upstream.Limits limits = new Upstream.Limits(LONG, LONG, SHORT, LONG);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                  client.rest();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(limits), () -> relay));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      assertThatThrownBy(client::answer).isInstanceOf(UncheckedIOException.class);
      Failure failure = relay.failure();
      assertThat(failure.kind()).isEqualTo(Kind.IDLE_TIMEOUT);
      assertThat(failure.headSeen()).isTrue();
    }
  }

  @Test
  void an_upstream_that_never_ends_is_cut_off_after_the_total() throws Exception {
    Pass relay = new Pass();
    Upstream.Limits limits = new Upstream.Limits(LONG, LONG, LONG, Duration.ofMillis(500));
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\n\r\n");
                  while (true) {
                    client.send("x");
                    Thread.yield();
                  }
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(limits), () -> relay));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      assertThatThrownBy(client::answer).isInstanceOf(UncheckedIOException.class);
      assertThat(relay.failure().kind()).isEqualTo(Kind.TOTAL_TIMEOUT);
    }
  }

  @Test
  void an_upstream_that_does_not_take_the_request_is_given_up() throws Exception {
    Pass relay = new Pass();
    CountDownLatch over = new CountDownLatch(1);
    Upstream.Limits limits = new Upstream.Limits(LONG, LONG, SHORT, LONG);
    try (HandMade upstream = HandMade.playing(client -> over.await());
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(limits), () -> relay));
        Wire client = Wire.to(proxy)) {
      Thread.ofVirtual()
          .start(
              () -> {
                client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n");
                try {
                  while (true) {
                    client.send(new byte[1 << 16]);
                  }
                } catch (UncheckedIOException closed) {
                  // given up
                }
              });
      Failure failure = relay.failure();
      over.countDown();
      assertThat(failure.kind()).isEqualTo(Kind.IDLE_TIMEOUT);
      assertThat(failure.requestWritten()).isFalse();
    }
  }

  @Test
  void a_connection_that_does_not_come_about_is_given_up() throws Exception {
    Pass relay = new Pass();
    Upstream.Limits limits = new Upstream.Limits(SHORT, LONG, LONG, LONG);
    List<Socket> queued = new ArrayList<>();
    // a full accept queue: the kernel drops further attempts
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Upstream upstream =
          new Upstream.Tcp("127.0.0.1", full.getLocalPort(), false, Proxies.ANYWHERE, limits);
      for (int i = 0; i < 2; i++) {
        queued.add(new Socket("127.0.0.1", full.getLocalPort()));
      }
      try (ProxyServer proxy = Proxies.start(Proxies.through(upstream, () -> relay));
          Wire client = Wire.to(proxy)) {
        assertThat(client.send(GET).answer().text()).isEqualTo("CONNECT_TIMEOUT");
        assertThat(relay.failure().requestWritten()).isFalse();
      }
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  @Test
  void a_client_that_does_not_read_its_answer_is_left() throws Exception {
    Pass relay = new Pass();
    Upstream.Limits limits = new Upstream.Limits(LONG, LONG, SHORT, LONG);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\n\r\n");
                  while (true) {
                    client.send(new byte[1 << 16]);
                  }
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(limits), () -> relay));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      assertThat(relay.next()).isEqualTo("head 200");
      assertThat(relay.next()).isEqualTo("client left");
    }
  }
}
