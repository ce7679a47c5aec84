package ai.meterr.control.access;

import ai.meterr.control.ControlConfig.Listen;
import ai.meterr.control.answer.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What the gateway says about a request. It always sets these headers itself, and only it can reach
 * the control plane: by the rights on the socket file, or by a secret.
 */
public final class FromGateway {
  private static final HeaderName ADDRESS = HeaderNames.create("x-meterr-client-address");
  private static final HeaderName TLS = HeaderNames.create("x-meterr-client-tls");
  private static final HeaderName SECRET = HeaderNames.create("x-meterr-internal");

  private FromGateway() {}

  /**
   * @throws Problem where the request did not come through the gateway
   */
  public static void check(ServerRequest request, Listen listen) {
    if (listen instanceof Listen.Loopback(String secret)
        && !isSame(secret, text(request, SECRET))) {
      throw Problem.of(Problem.Kind.NOT_ALLOWED, "this port is the gateway's alone");
    }
  }

  static InetAddress address(ServerRequest request) {
    try {
      return InetAddress.ofLiteral(text(request, ADDRESS));
    } catch (IllegalArgumentException notAnAddress) {
      throw Problem.of(Problem.Kind.NOT_ALLOWED, "the request did not come through the gateway");
    }
  }

  static boolean cameByTls(ServerRequest request) {
    return text(request, TLS).equals("1");
  }

  private static boolean isSame(String secret, String given) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ServerRequest request, HeaderName name) {
    return request.headers().contains(name) ? request.headers().get(name).get() : "";
  }
}
