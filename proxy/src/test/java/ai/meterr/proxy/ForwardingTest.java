package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through, both ways, on each kind of socket that the machine has. */
@ExtendWith(NoLeaks.class)
class ForwardingTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bodies_pass_unchanged_whatever_their_framing_and_size(boolean held) {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(
                held
                    ? Proxies.holding(upstream.upstream(), 4 << 20, Pass::new)
                    : Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      for (int size : new int[] {1, 100, 8191, 8192, 8193, 16_384, 70_000, 3_000_000}) {
        String body = "abcdefghij".repeat(size / 10 + 1).substring(0, size);
        client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n" + body);
        assertThat(client.answer().text()).endsWith("\n\n" + body);
        client.send(
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(size)
                + "\r\n"
                + body
                + "\r\n0\r\n\r\n");
        assertThat(client.answer().text()).endsWith("\n\n" + body);
      }
      assertThat(proxy.bodyMemoryTaken()).isZero();
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void requests_sent_ahead_are_answered_in_order() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      StringBuilder ahead = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        ahead
            .append("POST /")
            .append(i)
            .append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
        ahead.append("%03d".formatted(i));
      }
      client.send(ahead.toString());
      for (int i = 0; i < 500; i++) {
        assertThat(client.answer().text())
            .startsWith("POST /" + i + " HTTP/1.1\n")
            .endsWith("\n\n%03d".formatted(i));
      }
    }
  }

  @Test
  void answers_without_an_upstream_keep_their_order_too() {
    try (ProxyServer proxy =
            Proxies.start(
                exchange ->
                    exchange
                        .loop()
                        .execute(() -> Proxies.answer(exchange, 200, exchange.target())));
        Wire client = Wire.to(proxy)) {
      StringBuilder ahead = new StringBuilder();
      for (int i = 0; i < 5_000; i++) {
        ahead.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      client.send(ahead.toString());
      for (int i = 0; i < 5_000; i++) {
        assertThat(client.answer().text()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void headers_of_one_connection_do_not_reach_the_next() {
    try (HandMade upstream =
            HandMade.answering(
                "HTTP/1.1 200 OK\r\nConnection: x-named\r\nX-Named: 1\r\nKeep-Alive: timeout=5\r\n"
                    + "Proxy-Authenticate: Basic\r\nTrailer: x\r\nUpgrade: h2c\r\nX-Kept: 2\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n");
        HandMade echo = HandMade.echoing();
        ProxyServer there = Proxies.start(Proxies.through(echo.upstream()));
        ProxyServer back = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(there);
        Wire other = Wire.to(back)) {
      client.send(
          "GET /x HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Named, content-length, host\r\n"
              + "X-Named: 1\r\nKeep-Alive: 1\r\nTE: trailers\r\nUpgrade: h2c\r\n"
              + "Proxy-Authorization: secret\r\nProxy-Connection: x\r\nTrailer: y\r\nX-Kept: 2\r\n"
              + "Expect: 100-continue\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("GET /x HTTP/1.1\nHost: a\nX-Kept: 2\n\n");
      Wire.Message answer = other.send(GET).answer();
      assertThat(answer.headers()).containsExactly("X-Kept: 2", "transfer-encoding: chunked");
      assertThat(answer.text()).isEqualTo("ok");
    }
  }

  @Test
  void a_client_cannot_have_headers_removed_that_were_added_after_it() {
    try (HandMade echo = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(
                exchange -> {
                  var headers = Proxies.copy(exchange.headers()).set("x-added", "1");
                  exchange.forward(
                      echo.upstream(),
                      new Exchange.Outgoing("GET", "/", headers, null, 0),
                      new Pass());
                });
        Wire client = Wire.to(proxy)) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\nConnection: x-added\r\nX-Added: 0\r\n\r\n");
      assertThat(client.answer().text()).contains("x-added: 1").doesNotContain("X-Added: 0");
    }
  }

  @Test
  void a_head_that_would_carry_a_line_break_is_never_sent() {
    try (HandMade echo = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(
                exchange ->
                    exchange.forward(
                        echo.upstream(),
                        new Exchange.Outgoing(
                            "GET",
                            "/",
                            Proxies.copy(exchange.headers())
                                .set("authorization", "Bearer \u010a\u010dX: smuggled"),
                            null,
                            0),
                        new Pass()));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().status()).isEqualTo(500);
    }
  }

  @Test
  void answers_without_a_body_leave_the_connection_usable() {
    List<String> heads =
        List.of("204 No Content\r\n", "304 Not Modified\r\nContent-Length: 7\r\nETag: \"1\"\r\n");
    ConcurrentLinkedQueue<String> next = new ConcurrentLinkedQueue<>(heads);
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  for (Wire.Message in = client.request(); in != null; in = client.request()) {
                    String head = next.poll();
                    client.send(
                        "HTTP/1.1 "
                            + (head == null ? "200 OK\r\nContent-Length: 5\r\n" : head)
                            + "\r\n"
                            + (in.startLine().startsWith("GET /x") && head == null ? "hello" : ""));
                  }
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().status()).isEqualTo(204);
      assertThat(client.send(GET).answer().header("content-length")).isEqualTo("7");
      client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire.Message head = client.answerToHead();
      assertThat(head.header("content-length")).isEqualTo("5");
      assertThat(client.send(GET).answer().text()).isEqualTo("hello");
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void interim_answers_are_not_shown() {
    try (HandMade upstream =
            HandMade.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().text()).isEqualTo("ok");
      assertThat(client.send(GET).answer().text()).isEqualTo("ok");
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void a_client_that_expects_it_is_told_to_go_on_once_its_body_is_wanted() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(
                exchange -> {
                  if (exchange.path().equals("/no")) {
                    Proxies.answer(exchange, 401, "no");
                  } else {
                    Proxies.through(upstream.upstream()).handle(exchange);
                  }
                });
        Wire client = Wire.to(proxy)) {
      String head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
      client.send("POST /x" + head);
      assertThat(client.answer().status()).isEqualTo(100);
      assertThat(client.send("hello").answer().text()).endsWith("hello").doesNotContain("xpect");
      client.send("POST /no" + head);
      Wire.Message refused = client.answer();
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("connection")).isEqualTo("close");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void old_clients_get_answers_that_they_can_read() {
    try (HandMade upstream =
            HandMade.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        HandMade plain = HandMade.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        ProxyServer chunked = Proxies.start(Proxies.through(upstream.upstream()));
        ProxyServer sized = Proxies.start(Proxies.through(plain.upstream()));
        Wire old = Wire.to(chunked);
        Wire kept = Wire.to(sized)) {
      old.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(old.rest()).endsWith("\r\n\r\nok").contains("connection: close");
      kept.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(kept.answer().header("connection")).isEqualTo("keep-alive");
      kept.send("GET /x HTTP/1.0\r\n\r\n");
      assertThat(kept.answer().header("connection")).isEqualTo("close");
      assertThat(kept.ends()).isTrue();
    }
  }

  @Test
  void an_answer_that_ends_with_its_connection_passes_in_chunks() {
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      for (int i = 1; i <= 2; i++) {
        Wire.Message answer = client.send(GET).answer();
        assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(answer.text()).isEqualTo("until the end");
        assertThat(upstream.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void connection_close_from_either_side_is_kept_to() {
    try (HandMade upstream =
            HandMade.answering(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      assertThat(client.send(GET).answer().header("connection")).isNull();
      client.send("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().header("connection")).isEqualTo("close");
      assertThat(client.ends()).isTrue();
      assertThat(upstream.connections()).isEqualTo(2);
    }
  }

  @Test
  void an_answer_that_comes_before_the_body_was_sent_passes_and_ends_the_connection() {
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  for (String line = client.line(); line != null && !line.isEmpty(); ) {
                    line = client.line();
                  }
                  client.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                  client.rest();
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello");
      Wire.Message answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("no");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void each_piece_of_a_stream_arrives_before_the_next_is_sent() throws Exception {
    var sent = new java.util.concurrent.SynchronousQueue<Integer>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  client.request();
                  client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  for (int i = sent.take(); i < 100; i = sent.take()) {
                    client.send("4\r\n%04d\r\n".formatted(i));
                  }
                  client.send("0\r\n\r\n");
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send(GET);
      for (String line = client.line(); line != null && !line.isEmpty(); ) {
        line = client.line();
      }
      for (int i = 0; i < 100; i++) {
        sent.put(i);
        assertThat(new String(client.chunk(), StandardCharsets.US_ASCII))
            .isEqualTo("%04d".formatted(i));
      }
      sent.put(100);
      assertThat(client.chunk()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_unix_socket_is_an_upstream_like_any_other(boolean nio, @TempDir Path folder)
      throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(path));
      Thread.ofVirtual().start(() -> answerForEver(listening));
      Upstream upstream = new Upstream.Unix(path, Proxies.PATIENT);
      try (ProxyServer proxy =
              ProxyServer.start(
                  Proxies.config(),
                  Proxies.through(upstream),
                  Proxies.REFUSALS,
                  nio ? Transport.nio() : Transport.best(),
                  null);
          Wire client = Wire.to(proxy)) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          answers.add(client.send(GET).answer().text());
        }
        assertThat(answers).containsExactly("unix", "unix", "unix");
      }
    }
  }

  private static void answerForEver(ServerSocketChannel listening) {
    try (SocketChannel client = listening.accept()) {
      var in = Channels.newInputStream(client);
      byte[] buffer = new byte[4096];
      while (in.read(buffer) > 0) {
        client.write(
            ByteBuffer.wrap(
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nunix"
                    .getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (java.io.IOException closed) {
      // the proxy has gone
    }
  }
}
