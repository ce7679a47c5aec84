package ai.meterr.gateway;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.MeterrKey;
import ai.meterr.proxy.Exchange;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What the gateway answers itself, so that it answers even when the control plane does not: {@code
 * /healthz}, {@code /readyz}, {@code /metrics}.
 */
final class Probes {
  private final Supplier<Readiness> readiness;
  private final PrometheusMeterRegistry metrics;
  private final Callers callers;

  Probes(Supplier<Readiness> readiness, PrometheusMeterRegistry metrics, Callers callers) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.callers = callers;
  }

  boolean answers(String path) {
    return path.equals("/healthz") || path.equals("/readyz") || path.equals("/metrics");
  }

  void answer(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      text(exchange, 405, "only GET\n");
      return;
    }
    switch (exchange.path()) {
      case "/healthz" -> text(exchange, 200, "alive\n");
      case "/readyz" -> ready(exchange);
      default -> metrics(exchange);
    }
  }

  private void ready(Exchange exchange) {
    switch (readiness.get()) {
      case Readiness.Ready() -> text(exchange, 200, "ready\n");
      case Readiness.Degraded(var why) -> text(exchange, 200, "degraded: " + why + "\n");
      case Readiness.NotReady(var why) -> text(exchange, 503, why + "\n");
    }
  }

  private void metrics(Exchange exchange) {
    // a call from this machine through a proxy on it is not from this machine: then a key is wanted
    if (exchange.peer().isLoopbackAddress()
        && !exchange.headers().contains("x-forwarded-for")
        && !exchange.headers().contains("forwarded")) {
      text(exchange, 200, metrics.scrape());
      return;
    }
    MeterrKey key = Credentials.of(exchange.headers(), exchange.query()).meterrKey();
    if (key == null) {
      text(exchange, 401, "a Meterr key with the scope metrics is wanted\n");
      return;
    }
    callers
        .identify(key)
        .whenCompleteAsync(
            (found, failed) -> {
              if (failed != null) {
                text(exchange, 503, "keys cannot be looked up just now\n");
              } else if (Callers.may(found, Scope.METRICS)) {
                text(exchange, 200, metrics.scrape());
              } else {
                text(exchange, 403, "this key may not read metrics\n");
              }
            },
            exchange.loop());
  }

  private static void text(Exchange exchange, int status, String text) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("content-type", "text/plain; charset=utf-8");
    headers.set("cache-control", "no-store");
    exchange.answer(status, headers, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }
}
