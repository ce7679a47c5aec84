package ai.meterr.gateway;

import ai.meterr.proxy.Exchange;
import ai.meterr.proxy.Relay;
import ai.meterr.proxy.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Hands everything that is no call to the control plane, as a reverse proxy would. The control
 * plane believes what stands in the headers set here, and only those.
 */
final class ControlDoor {
  /** Larger bodies are refused here; the control plane has limits of its own below it. */
  private static final long BODY_MAX = 64L << 20;

  private final Upstream control;
  private final Map<String, String> secret;
  private final ClientAddress clientAddress;
  private final boolean tls;

  /**
   * @param secret a header that proves the request came through here, where the control plane
   *     listens on loopback; else empty
   */
  ControlDoor(
      Upstream control, Map<String, String> secret, ClientAddress clientAddress, boolean tls) {
    this.control = control;
    this.secret = Map.copyOf(secret);
    this.clientAddress = clientAddress;
    this.tls = tls;
  }

  void pass(Exchange exchange) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    for (Map.Entry<String, String> header : exchange.headers()) {
      headers.add(header.getKey(), header.getValue());
    }
    for (String ours :
        new String[] {"x-meterr-client-address", "x-meterr-client-tls", "x-meterr-internal"}) {
      headers.remove(ours);
    }
    headers.set("x-meterr-client-address", clientAddress.of(exchange).getHostAddress());
    if (tls || clientAddress.cameByTls(exchange)) {
      headers.set("x-meterr-client-tls", "1");
    }
    secret.forEach(headers::set);
    exchange.forward(
        control,
        new Exchange.Outgoing(exchange.method(), exchange.target(), headers, null, BODY_MAX),
        new Through());
  }

  /** Everything passes as it comes: server-sent events are not buffered. */
  private static final class Through implements Relay {
    private boolean begun;

    @Override
    public void head(int status, HttpHeaders headers, Downstream client) {
      begun = true;
      client.head(status, headers);
    }

    @Override
    public void data(ByteBuf bytes, Downstream client) {
      client.write(bytes);
    }

    @Override
    public void end(Downstream client) {
      client.end();
    }

    @Override
    public void failed(Failure failure, Downstream client) {
      if (begun) {
        client.abort();
        return;
      }
      boolean tooLarge = failure.kind() == Failure.Kind.REQUEST_TOO_LARGE;
      int status = tooLarge ? 413 : 503;
      String title =
          tooLarge ? "The body is too large" : "The control plane does not answer just now";
      byte[] body =
          ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}")
              .getBytes(StandardCharsets.UTF_8);
      HttpHeaders headers = new DefaultHttpHeaders(false);
      headers.set("content-type", "application/problem+json");
      headers.set("content-length", body.length);
      if (!tooLarge) {
        headers.set("retry-after", "2");
      }
      client.head(status, headers);
      client.write(Unpooled.wrappedBuffer(body));
      client.end();
    }

    @Override
    public void clientLeft(Downstream client) {
      client.cancelUpstream();
    }
  }
}
