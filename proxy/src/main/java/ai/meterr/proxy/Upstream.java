package ai.meterr.proxy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** Where a request goes. Connections are pooled per event loop and equal upstream. */
public sealed interface Upstream {
  Limits limits();

  /**
   * @param allowed asked for each resolved address before connecting, on any thread; a refusal is
   *     {@link Relay.Failure.Kind#FORBIDDEN_ADDRESS}. Part of the pool's identity, so pass the same
   *     instance for the same policy.
   */
  record Tcp(String host, int port, boolean tls, Predicate<InetAddress> allowed, Limits limits)
      implements Upstream {}

  /** A Unix domain socket, plain HTTP/1.1. */
  record Unix(Path socket, Limits limits) implements Upstream {}

  /**
   * Time limits of one forwarded request.
   *
   * @param connect until the connection (and TLS) stands
   * @param firstByte from the request written whole to the answer's head
   * @param idle the longest pause inside an answer's body while the client reads; a client that
   *     does not read is not the upstream's fault and has the same limit of its own
   * @param total from {@code forward} to the end
   */
  record Limits(Duration connect, Duration firstByte, Duration idle, Duration total) {
    public static final Limits PROVIDER =
        new Limits(
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(60));
  }
}
