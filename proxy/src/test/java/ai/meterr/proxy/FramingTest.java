package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two servers could read differently is refused, and nothing of it is forwarded. */
@ExtendWith(NoLeaks.class)
class FramingTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(
            "a length beside chunks",
            400,
            post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        refused(
            "chunks beside a length",
            400,
            post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        refused(
            "two lengths that differ",
            400,
            post("Content-Length: 5\r\nContent-Length: 6", "hello!")),
        refused(
            "two lengths that agree", 400, post("Content-Length: 5\r\nContent-Length: 5", "hello")),
        refused("two lengths in one line", 400, post("Content-Length: 5, 6", "hello!")),
        refused("a length with a sign", 400, post("Content-Length: +5", "hello")),
        refused("a negative length", 400, post("Content-Length: -1", "")),
        refused("a length in hex", 400, post("Content-Length: 0x5", "hello")),
        refused("a length with a space inside", 400, post("Content-Length: 1 0", "hello")),
        refused("an empty length", 400, post("Content-Length: ", "hello")),
        refused(
            "a length past all counting", 400, post("Content-Length: 99999999999999999999", "")),
        refused("a coding other than chunked", 400, post("Transfer-Encoding: gzip", "")),
        refused(
            "a coding before chunked", 400, post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
        refused(
            "chunked before another coding",
            400,
            post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
        refused(
            "chunked twice",
            400,
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        refused("a misspelt chunked", 400, post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        refused("a quoted chunked", 400, post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
        refused(
            "a vertical tab before chunked",
            400,
            post("Transfer-Encoding: \u000bchunked", "0\r\n\r\n")),
        refused("an empty coding", 400, post("Transfer-Encoding:", "0\r\n\r\n")),
        refused("a space before the colon", 400, post("Transfer-Encoding : chunked", "0\r\n\r\n")),
        refused("a tab before the colon", 400, post("Content-Length\t: 5", "hello")),
        refused("a folded header", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
        refused(
            "a header folded by a tab", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n"),
        refused("a fold in a coding", 400, post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
        refused("a first header that is folded", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        refused("a bare line feed after the request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        refused("a bare line feed after a header", 400, "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"),
        refused("a bare line feed at the end of the head", 400, "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        refused("a bare line feed before the request", 400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused(
            "a bare carriage return in a header",
            400,
            "GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n"),
        refused(
            "a bare carriage return in the request line",
            400,
            "GET / HTTP/1.1\rX\r\nHost: a\r\n\r\n"),
        refused("a zero byte in a header", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\u00002\r\n\r\n"),
        refused("a zero byte in the target", 400, "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a header without a colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"),
        refused("a header without a name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
        refused("a space in a header's name", 400, "GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"),
        refused("two hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        refused("the same host twice", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        refused("no host", 400, "GET / HTTP/1.1\r\nX: 1\r\n\r\n"),
        refused("two hosts in one line", 400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        refused("a host with a path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        refused("a URI of another host", 400, "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a URI with a user", 400, "GET http://a@b/x HTTP/1.1\r\nHost: b\r\n\r\n"),
        refused("a URI of another port", 400, "GET http://a:81/x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a URI of another scheme", 400, "GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a target without a slash", 400, "GET x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("an asterisk", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a fragment", 400, "GET /x#y HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("CONNECT", 400, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
        refused("TRACE, which would show a key", 400, "TRACE /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a method that is no token", 400, "GE(T /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("two spaces in the request line", 400, "GET  /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("a tab in the request line", 400, "GET\t/x HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("four words in the request line", 400, "GET /x y HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused("no version", 400, "GET /x\r\nHost: a\r\n\r\n"),
        refused("a version of another protocol", 400, "GET /x RTSP/1.0\r\nHost: a\r\n\r\n"),
        refused("HTTP/2 with prior knowledge", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refused("HTTP/1.2", 505, "GET /x HTTP/1.2\r\nHost: a\r\n\r\n"),
        refused(
            "chunks in HTTP/1.0",
            400,
            "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        refused(
            "TLS on a plain port", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"),
        refused(
            "a target that is too long",
            414,
            "GET /" + "x".repeat(17 << 10) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
        refused(
            "headers that are too large",
            431,
            "GET /x HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(33 << 10) + "\r\n\r\n"));
  }

  private static Arguments refused(String what, int status, String bytes) {
    return Arguments.of(what, status, bytes);
  }

  private static String post(String framing, String body) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n" + body;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void ambiguous_framing_is_refused_and_nothing_is_forwarded(
      String what, int status, String request) {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send(request + SMUGGLED);
      Wire.Message answer = client.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.ends()).isTrue();
      assertThat(upstream.connections()).isZero();
    }
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.of(
        Arguments.of("a size that is no number", "zz\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size with a sign", "+5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size with a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("no size", "\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a size past all counting", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a chunk longer than its size", "5\r\nhello!\r\n0\r\n\r\n"),
        Arguments.of("a bare line feed after the size", "5\nhello\r\n0\r\n\r\n"),
        Arguments.of("a bare line feed after the chunk", "5\r\nhello\n0\r\n\r\n"),
        Arguments.of("a bare line feed in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a bare carriage return in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a bare line feed after the last chunk", "5\r\nhello\r\n0\r\n\n"),
        Arguments.of("a space after the size", "5 \r\nhello\r\n0\r\n\r\n"),
        Arguments.of("a trailer with a bare line feed", "5\r\nhello\r\n0\r\nx: y\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBodies")
  void a_body_whose_chunks_are_broken_is_never_forwarded_as_whole(String what, String body)
      throws Exception {
    var whole = new java.util.concurrent.LinkedBlockingQueue<Boolean>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  try {
                    whole.add(client.request() != null);
                  } catch (java.io.UncheckedIOException cut) {
                    whole.add(false);
                  }
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send(post("Transfer-Encoding: chunked", body) + SMUGGLED);
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ends()).isTrue();
      assertThat(whole.poll(20, java.util.concurrent.TimeUnit.SECONDS)).isFalse();
      assertThat(upstream.connections()).isOne();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBodies")
  void a_held_body_whose_chunks_are_broken_is_refused(String what, String body) {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy =
            Proxies.start(Proxies.holding(upstream.upstream(), 1 << 20, Pass::new));
        Wire client = Wire.to(proxy)) {
      client.send(post("Transfer-Encoding: chunked", body) + SMUGGLED);
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ends()).isTrue();
      assertThat(upstream.connections()).isZero();
      assertThat(proxy.bodyMemoryTaken()).isZero();
    }
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("a path", "GET /x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x?y=1 HTTP/1.1"),
        Arguments.of(
            "a URI of its own host",
            "GET http://A/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /x?y HTTP/1.1"),
        Arguments.of(
            "a URI without a path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1"),
        Arguments.of(
            "an empty line before the request",
            "\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /x HTTP/1.1"),
        Arguments.of("HTTP/1.0 without a host", "GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.1"),
        Arguments.of(
            "a method of its own", "PURGE /x HTTP/1.1\r\nHost: a\r\n\r\n", "PURGE /x HTTP/1.1"),
        Arguments.of(
            "percent-encoding left alone",
            "GET /a%2Fb%00%0a HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a%2Fb%00%0a HTTP/1.1"),
        Arguments.of(
            "bytes above ASCII in a path",
            "GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /\u00e4 HTTP/1.1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void what_has_one_reading_passes(String what, String request, String forwarded) {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      Wire.Message answer = client.send(request).answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).startsWith(forwarded + "\n");
    }
  }

  @Test
  void a_head_in_single_bytes_is_read_like_one_in_a_piece() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      String request =
          "\r\nPOST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3;ext=\"1\"\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n";
      for (char c : request.toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().text()).endsWith("\n\nabcde");
    }
  }

  @Test
  void a_fold_split_between_packets_is_still_refused() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      for (char c : "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      client.send(" 2\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(upstream.connections()).isZero();
    }
  }

  @Test
  void a_refusal_tells_the_target_where_it_could_be_read() {
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()));
        Wire client = Wire.to(proxy)) {
      client.send("GET /v1/messages?x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      assertThat(client.answer().text()).endsWith("[/v1/messages?x]");
    }
  }
}
