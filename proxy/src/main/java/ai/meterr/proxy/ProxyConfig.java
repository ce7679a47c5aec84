package ai.meterr.proxy;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param loops event loops; 0: min(cores, 4), for more loops mean more cold TLS handshakes
 * @param headMax bytes of all request headers together; past it 431
 * @param uriMax bytes of the request target; past it 414
 * @param headTime until a request's head is complete; past it 408 and close
 * @param bodyIdle longest pause inside a request's body
 * @param keepAlive how long an idle client connection is kept
 * @param bodyMemory bytes that held bodies may take together
 */
public record ProxyConfig(
    String host,
    int port,
    int loops,
    int headMax,
    int uriMax,
    Duration headTime,
    Duration bodyIdle,
    Duration keepAlive,
    long bodyMemory,
    @Nullable Tls tls) {

  /** PEM files of the public port's certificate chain and key. */
  public record Tls(Path certificate, Path key) {}

  public static ProxyConfig on(String host, int port) {
    return new ProxyConfig(
        host,
        port,
        0,
        32 << 10,
        16 << 10,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(2),
        256L << 20,
        null);
  }
}
