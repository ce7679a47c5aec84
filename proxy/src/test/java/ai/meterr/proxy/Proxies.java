package ai.meterr.proxy;

import ai.meterr.proxy.Exchange.Held;
import ai.meterr.proxy.Exchange.Outgoing;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Proxies for tests: configurations, and handlers that do the obvious. */
final class Proxies {
  static final Predicate<InetAddress> ANYWHERE = address -> true;
  static final Upstream.Limits PATIENT = limits(Duration.ofSeconds(20));
  static final Refusals REFUSALS =
      (status, reason, target) ->
          new Refusals.Page(
              "text/plain",
              (status + " " + reason + " [" + target + "]").getBytes(StandardCharsets.UTF_8));

  private Proxies() {}

  static Upstream.Limits limits(Duration each) {
    return new Upstream.Limits(each, each, each, Duration.ofMinutes(1));
  }

  static ProxyConfig config() {
    return new ProxyConfig(
        "127.0.0.1",
        0,
        2,
        32 << 10,
        16 << 10,
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        8L << 20,
        null);
  }

  static ProxyConfig config(Duration headTime, Duration bodyIdle, Duration keepAlive) {
    ProxyConfig usual = config();
    return new ProxyConfig(
        usual.host(),
        usual.port(),
        usual.loops(),
        usual.headMax(),
        usual.uriMax(),
        headTime,
        bodyIdle,
        keepAlive,
        usual.bodyMemory(),
        null);
  }

  static ProxyServer start(Handler handler) {
    return ProxyServer.start(config(), handler, REFUSALS);
  }

  static ProxyServer start(ProxyConfig config, Handler handler) {
    return ProxyServer.start(config, handler, REFUSALS);
  }

  static Outgoing streaming(Exchange exchange) {
    return new Outgoing(
        exchange.method(), exchange.target(), copy(exchange.headers()), null, 1L << 40);
  }

  /** Streams every request through. */
  static Handler through(Upstream upstream, Supplier<Relay> relay) {
    return exchange -> exchange.forward(upstream, streaming(exchange), relay.get());
  }

  static Handler through(Upstream upstream) {
    return through(upstream, Pass::new);
  }

  /** Holds every request's body, then forwards it whole. */
  static Handler holding(Upstream upstream, long bytesMax, Supplier<Relay> relay) {
    return exchange ->
        exchange.hold(
            bytesMax,
            held -> {
              switch (held) {
                case Held.Body(var bytes) ->
                    exchange.forward(
                        upstream,
                        new Outgoing(
                            exchange.method(),
                            exchange.target(),
                            copy(exchange.headers()),
                            bytes.retainedDuplicate(),
                            0),
                        relay.get());
                case Held.TooLarge() -> answer(exchange, 413, "too large");
                case Held.NoRoom() -> answer(exchange, 503, "no room");
                case Held.Gone() -> {}
              }
            });
  }

  static void answer(Exchange exchange, int status, String text) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("content-type", "text/plain");
    exchange.answer(status, headers, Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
  }

  static HttpHeaders copy(HttpHeaders headers) {
    return new DefaultHttpHeaders(false).add(headers);
  }
}
