package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.proxy.Relay.Failure;
import ai.meterr.proxy.Relay.Failure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens when an end goes away, or is broken from within. */
@ExtendWith(NoLeaks.class)
class BreakageTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

  @Test
  void an_upstream_that_nobody_is_at_is_refused() throws Exception {
    int free;
    try (ServerSocket taken = new ServerSocket(0)) {
      free = taken.getLocalPort();
    }
    Pass relay = new Pass();
    Upstream nobody = new Upstream.Tcp("127.0.0.1", free, false, Proxies.ANYWHERE, Proxies.PATIENT);
    try (ProxyServer proxy = Proxies.start(Proxies.holding(nobody, 1 << 20, () -> relay));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(POST).answer().text()).isEqualTo("CONNECT_REFUSED");
      assertThat(relay.failure().requestWritten()).isFalse();
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  @Test
  void a_name_that_nobody_knows_is_unresolved() {
    Upstream nowhere =
        new Upstream.Tcp("nowhere.invalid", 80, false, Proxies.ANYWHERE, Proxies.PATIENT);
    try (ProxyServer proxy = Proxies.start(Proxies.through(nowhere));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().text()).isEqualTo("UNRESOLVED");
    }
  }

  @Test
  void an_address_that_is_not_allowed_is_never_connected_to() {
    try (HandMade upstream = HandMade.echoing()) {
      Upstream forbidden =
          new Upstream.Tcp(
              "localhost",
              upstream.port(),
              false,
              address -> !address.isLoopbackAddress(),
              Proxies.PATIENT);
      try (ProxyServer proxy = Proxies.start(Proxies.through(forbidden));
          Wire client = Wire.to(proxy)) {
        assertThat(client.send(GET).answer().text()).isEqualTo("FORBIDDEN_ADDRESS");
        assertThat(upstream.connections()).isZero();
      }
    }
  }

  @Test
  void an_upstream_that_hangs_up_before_its_answer_may_have_worked() throws Exception {
    Pass relay = new Pass();
    try (HandMade upstream = HandMade.playing(Wire::request);
        ProxyServer proxy =
            Proxies.start(Proxies.holding(upstream.upstream(), 1 << 20, () -> relay));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(POST).answer().text()).isEqualTo("BROKEN");
      Failure failure = relay.failure();
      assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
      assertThat(failure.requestWritten()).isTrue();
      assertThat(failure.headSeen()).isFalse();
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void an_answer_that_breaks_off_is_seen_as_broken_whatever_its_framing() throws Exception {
    String[] heads = {
      "Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    };
    for (String head : heads) {
      Pass relay = new Pass();
      try (HandMade upstream =
              HandMade.playing(
                  client -> {
                    client.request();
                    client.send("HTTP/1.1 200 OK\r\n" + head);
                  });
          ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(), () -> relay));
          Wire client = Wire.to(proxy)) {
        client.send(GET);
        assertThatThrownBy(client::answer)
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(EOFException.class);
        assertThat(relay.failure().headSeen()).isTrue();
      }
    }
  }

  @Test
  void a_reset_is_no_end_even_where_only_the_connections_end_would_be_one() throws Exception {
    Pass relay = new Pass();
    CountDownLatch seen = new CountDownLatch(1);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\n\r\nhello");
                  seen.await();
                  client.reset();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(), () -> relay));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      assertThat(relay.next()).isEqualTo("head 200");
      seen.countDown();
      assertThat(relay.failure().kind()).isEqualTo(Kind.BROKEN);
      assertThatThrownBy(client::answer).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void an_answer_that_is_badly_framed_is_broken() {
    String[] answers = {
      "nonsense\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
      "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
    };
    for (String answer : answers) {
      try (HandMade upstream = HandMade.answering(answer);
          ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
          Wire client = Wire.to(proxy)) {
        assertThat(client.send(GET).answer().text()).isEqualTo("BROKEN");
      }
    }
  }

  @Test
  void bytes_after_an_answer_are_never_taken_for_the_next() {
    List<String> tails =
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", "HTTP/1.1 404 Not Found\r\nX");
    for (String tail : tails) {
      try (HandMade upstream =
              HandMade.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + tail);
          ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
          Wire client = Wire.to(proxy)) {
        assertThat(client.send(GET).answer().text()).isEqualTo("ok");
        assertThat(client.send(GET).answer().text()).isEqualTo("ok");
        assertThat(upstream.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void a_request_that_reached_a_kept_connection_is_not_repeated() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    BlockingQueue<Pass> relays = new LinkedBlockingQueue<>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  requests.incrementAndGet();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  client.request();
                  requests.incrementAndGet();
                });
        ProxyServer proxy =
            Proxies.start(
                Proxies.holding(
                    upstream.upstream(),
                    1 << 20,
                    () -> {
                      Pass relay = new Pass();
                      relays.add(relay);
                      return relay;
                    }));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(POST).answer().text()).isEqualTo("ok");
      assertThat(client.send(POST).answer().text()).isEqualTo("BROKEN");
      relays.take();
      assertThat(relays.take().failure().requestWritten()).isTrue();
      assertThat(requests).hasValue(2);
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void a_request_of_which_nothing_reached_a_kept_connection_is_repeated_once() {
    AtomicInteger requests = new AtomicInteger();
    CountDownLatch reset = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  int number = requests.incrementAndGet();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  if (number == 1) {
                    reset.await();
                    client.reset();
                    gone.countDown();
                  } else {
                    client.request();
                  }
                });
        ProxyServer proxy =
            Proxies.start(
                exchange -> {
                  if (exchange.path().equals("/second")) {
                    // the loop is kept from seeing that the connection is gone
                    reset.countDown();
                    awaitQuietly(gone);
                  }
                  Proxies.holding(upstream.upstream(), 1 << 20, Pass::new).handle(exchange);
                });
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(POST).answer().text()).isEqualTo("ok");
      assertThat(client.send(POST.replace("/x", "/second")).answer().text()).isEqualTo("ok");
      assertThat(requests).hasValue(2);
      assertThat(upstream.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_client_that_leaves_while_its_answer_is_awaited_is_told_of_once() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Pass relay = new Pass();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  seen.add("asked");
                  seen.add(client.ends() ? "cancelled" : "more");
                });
        ProxyServer proxy =
            Proxies.start(Proxies.holding(upstream.upstream(), 1 << 20, () -> relay))) {
      Wire client = Wire.to(proxy).send(POST);
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("asked");
      client.close();
      assertThat(relay.next()).isEqualTo("client left");
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
      assertThat(relay.told).isEmpty();
    }
  }

  @Test
  void an_upstream_may_be_read_to_its_end_after_the_client_has_left() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    AtomicInteger bytesRead = new AtomicInteger();
    Pass relay =
        new Pass() {
          @Override
          public void data(ByteBuf bytes, Downstream client) {
            bytesRead.addAndGet(bytes.readableBytes());
            super.data(bytes, client);
          }

          @Override
          public void clientLeft(Downstream client) {
            told.add("client left");
            left.countDown();
          }
        };
    int size = 5_000_000;
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  asked.countDown();
                  left.await();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                  client.send(new byte[size]);
                  client.request();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(), () -> relay))) {
      Wire client = Wire.to(proxy).send(GET);
      asked.await();
      client.reset();
      assertThat(relay.next()).isEqualTo("client left");
      assertThat(relay.next()).isEqualTo("head 200");
      assertThat(relay.next()).isEqualTo("end");
      assertThat(bytesRead).hasValue(size);
    }
  }

  @Test
  void a_client_that_leaves_inside_its_body_has_broken_its_request() throws Exception {
    Pass relay = new Pass();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  try {
                    client.request();
                  } catch (UncheckedIOException cut) {
                    seen.add("cut");
                  }
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(), () -> relay))) {
      Wire client = Wire.to(proxy);
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhello");
      client.close();
      Failure failure = relay.failure();
      assertThat(failure.kind()).isEqualTo(Kind.REQUEST_BROKEN);
      assertThat(failure.requestWritten()).isFalse();
      assertThat(relay.told).isEmpty();
    }
  }

  @Test
  void a_held_body_that_breaks_off_is_gone() throws Exception {
    BlockingQueue<Exchange.Held> outcomes = new LinkedBlockingQueue<>();
    try (ProxyServer proxy = Proxies.start(exchange -> exchange.hold(100, outcomes::add))) {
      Wire client = Wire.to(proxy);
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhello");
      client.close();
      assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isEqualTo(new Exchange.Held.Gone());
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  @Test
  void whoever_left_before_the_forward_is_not_forwarded() throws Exception {
    Pass relay = new Pass();
    CountDownLatch left = new CountDownLatch(1);
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(
                exchange ->
                    exchange.hold(
                        100,
                        held -> {
                          ByteBuf body = ((Exchange.Held.Body) held).bytes().retainedDuplicate();
                          exchanges.add(exchange);
                          Thread.ofVirtual()
                              .start(
                                  () -> {
                                    awaitQuietly(left);
                                    exchange
                                        .loop()
                                        .execute(
                                            () ->
                                                exchange.forward(
                                                    upstream.upstream(),
                                                    new Exchange.Outgoing(
                                                        "POST",
                                                        "/",
                                                        Proxies.copy(exchange.headers()),
                                                        body,
                                                        0),
                                                    relay));
                                  });
                        }))) {
      Wire client = Wire.to(proxy).send(POST);
      exchanges.take();
      client.close();
      while (proxy.connections() > 0) {
        Thread.onSpinWait();
      }
      left.countDown();
      assertThat(relay.failure().kind()).isEqualTo(Kind.REQUEST_BROKEN);
      assertThat(upstream.connections()).isZero();
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_handler_that_throws_answers_500_and_closes() {
    try (ProxyServer proxy =
            Proxies.start(
                exchange -> {
                  throw new IllegalStateException("a secret");
                });
        Wire client = Wire.to(proxy)) {
      Wire.Message answer = client.send(GET + GET).answer();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).doesNotContain("secret");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_handler_that_throws_over_a_held_body_leaves_none_of_it_behind() {
    try (ProxyServer proxy =
            Proxies.start(
                exchange ->
                    exchange.hold(
                        100,
                        held -> {
                          throw new IllegalStateException("a secret");
                        }));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(POST).answer().status()).isEqualTo(500);
      assertThat(client.ends()).isTrue();
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  @Test
  void a_relay_that_throws_answers_500_or_breaks_the_answer_off() {
    try (HandMade upstream =
            HandMade.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        ProxyServer early =
            Proxies.start(
                Proxies.through(
                    upstream.upstream(),
                    () ->
                        new Pass() {
                          @Override
                          public void head(int status, HttpHeaders headers, Downstream to) {
                            throw new IllegalStateException("a secret");
                          }
                        }));
        ProxyServer late =
            Proxies.start(
                Proxies.through(
                    upstream.upstream(),
                    () ->
                        new Pass() {
                          @Override
                          public void data(ByteBuf bytes, Downstream to) {
                            bytes.release();
                            throw new IllegalStateException("a secret");
                          }
                        }));
        Wire first = Wire.to(early);
        Wire second = Wire.to(late)) {
      assertThat(first.send(GET).answer().status()).isEqualTo(500);
      assertThat(first.ends()).isTrue();
      second.send(GET);
      assertThatThrownBy(second::answer).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void a_relay_that_writes_more_or_less_than_it_promised_breaks_the_answer_off() {
    for (int promised : new int[] {3, 9}) {
      try (HandMade upstream =
              HandMade.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
          ProxyServer proxy =
              Proxies.start(
                  Proxies.through(
                      upstream.upstream(),
                      () ->
                          new Pass() {
                            @Override
                            public void head(int status, HttpHeaders headers, Downstream to) {
                              headers.set("content-length", promised);
                              super.head(status, headers, to);
                            }
                          }));
          Wire client = Wire.to(proxy)) {
        client.send(GET);
        assertThatThrownBy(client::answer).isInstanceOf(UncheckedIOException.class);
      }
    }
  }

  @Test
  void whatever_a_relay_does_after_the_client_left_is_harmless() throws Exception {
    BlockingQueue<String> done = new LinkedBlockingQueue<>();
    Relay relay =
        new Pass() {
          @Override
          public void clientLeft(Downstream client) {
            client.head(200, Proxies.copy(EmptyHttpHeaders.INSTANCE));
            client.write(ByteBufAllocator.DEFAULT.directBuffer().writeByte(1));
            client.pause();
            client.resume();
            client.end();
            client.abort();
            client.cancelUpstream();
            client.cancelUpstream();
            client.write(ByteBufAllocator.DEFAULT.directBuffer().writeByte(1));
            client.end();
            done.add("done");
          }
        };
    CountDownLatch asked = new CountDownLatch(1);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  asked.countDown();
                  client.rest();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream(), () -> relay))) {
      Wire client = Wire.to(proxy).send(GET);
      asked.await();
      client.close();
      assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo("done");
    }
  }
}
