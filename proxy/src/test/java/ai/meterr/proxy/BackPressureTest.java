package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody is read faster than the other end reads. */
@ExtendWith(NoLeaks.class)
class BackPressureTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  /** More than all sockets between the ends hold. */
  private static final int LARGE = 96 << 20;

  /** What the sockets of both connections may hold, and the kernel of this proxy between them. */
  private static final int BOUND = 24 << 20;

  @Test
  void a_fast_upstream_waits_for_a_slow_client() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                  pump(client, sent);
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      assertThat(standstill(sent)).isLessThan(BOUND);
      for (String line = client.line(); line != null && !line.isEmpty(); ) {
        line = client.line();
      }
      assertNumbered(client.in());
      assertThat(sent).hasValue(LARGE);
    }
  }

  @Test
  void a_fast_client_waits_for_a_slow_upstream() throws Exception {
    AtomicLong sent = new AtomicLong();
    BlockingQueue<Object> begin = new LinkedBlockingQueue<>();
    BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  for (String line = client.line(); line != null && !line.isEmpty(); ) {
                    line = client.line();
                  }
                  begin.take();
                  assertNumbered(client.in());
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
      Thread.ofVirtual().start(() -> pump(client, sent));
      assertThat(standstill(sent)).isLessThan(BOUND);
      begin.add("now");
      Thread.ofVirtual().start(() -> outcome.add(client.answer().text()));
      assertThat(outcome.poll(60, TimeUnit.SECONDS)).isEqualTo("ok");
      assertThat(sent).hasValue(LARGE);
    }
  }

  @Test
  void a_relay_that_pauses_stops_the_upstream_until_it_resumes() throws Exception {
    AtomicLong sent = new AtomicLong();
    BlockingQueue<Relay.Downstream> paused = new LinkedBlockingQueue<>();
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    Relay relay =
        new Pass() {
          private boolean once;

          @Override
          public void data(ByteBuf bytes, Downstream client) {
            super.data(bytes, client);
            if (!once) {
              once = true;
              client.pause();
              paused.add(client);
            }
          }
        };
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                  pump(client, sent);
                });
        ProxyServer proxy =
            Proxies.start(
                exchange -> {
                  exchanges.add(exchange);
                  exchange.forward(upstream.upstream(), Proxies.streaming(exchange), relay);
                });
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      Relay.Downstream downstream = paused.take();
      assertThat(standstill(sent)).isLessThan(BOUND);
      exchanges.take().loop().execute(downstream::resume);
      for (String line = client.line(); line != null && !line.isEmpty(); ) {
        line = client.line();
      }
      assertNumbered(client.in());
    }
  }

  @Test
  void requests_sent_ahead_wait_in_their_socket() throws Exception {
    AtomicLong sent = new AtomicLong();
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    try (ProxyServer proxy = Proxies.start(exchanges::add);
        Wire client = Wire.to(proxy)) {
      Thread.ofVirtual()
          .start(
              () -> {
                byte[] many = GET.repeat(1_000).getBytes(StandardCharsets.US_ASCII);
                try {
                  while (true) {
                    client.send(many);
                    sent.addAndGet(many.length);
                  }
                } catch (java.io.UncheckedIOException closed) {
                  // the test is over
                }
              });
      Exchange first = exchanges.take();
      assertThat(standstill(sent)).isLessThan(BOUND);
      assertThat(exchanges).isEmpty();
      first.loop().execute(() -> Proxies.answer(first, 200, ""));
      assertThat(exchanges.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  /** Sends numbers of four bytes, counting up. */
  private static void pump(Wire to, AtomicLong sent) {
    byte[] piece = new byte[1 << 16];
    for (int next = 0; next < LARGE / 4; ) {
      for (int i = 0; i < piece.length; i += 4, next++) {
        piece[i] = (byte) (next >> 24);
        piece[i + 1] = (byte) (next >> 16);
        piece[i + 2] = (byte) (next >> 8);
        piece[i + 3] = (byte) next;
      }
      to.send(piece);
      sent.addAndGet(piece.length);
    }
  }

  private static void assertNumbered(InputStream in) throws IOException {
    for (int next = 0; next < LARGE / 4; ) {
      byte[] piece = in.readNBytes(1 << 16);
      for (int i = 0; i < piece.length; i += 4, next++) {
        int number =
            (piece[i] & 0xff) << 24
                | (piece[i + 1] & 0xff) << 16
                | (piece[i + 2] & 0xff) << 8
                | (piece[i + 3] & 0xff);
        if (number != next) {
          throw new AssertionError(number + " where " + next + " should be");
        }
      }
    }
  }

  /** What the count is once it has not moved for a second and a half. */
  private static long standstill(AtomicLong count) {
    long before = -1;
    long since = System.nanoTime();
    while (count.get() == 0 || System.nanoTime() - since < 1_500_000_000L) {
      if (count.get() != before) {
        before = count.get();
        since = System.nanoTime();
      }
      Thread.yield();
    }
    return before;
  }
}
