package ai.meterr.gateway;

import ai.meterr.proxy.Exchange;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who calls: the peer of the connection, or, where that is a trusted proxy, whom the proxy names
 * last.
 */
final class ClientAddress {
  private final Predicate<InetAddress> trusted;

  /**
   * @param trusted which peers' forwarded headers are believed ({@code METERR_TRUSTED_PROXIES})
   */
  ClientAddress(Predicate<InetAddress> trusted) {
    this.trusted = trusted;
  }

  InetAddress of(Exchange exchange) {
    InetAddress address = exchange.peer();
    List<String> forwarded = exchange.headers().getAll("x-forwarded-for");
    String[] hops = String.join(",", forwarded).split(",", -1);
    // from the nearest proxy outwards: the first address that is no trusted proxy is the caller
    for (int i = hops.length - 1; i >= 0 && trusted.test(address); i--) {
      InetAddress hop = literal(hops[i].trim());
      if (hop == null) {
        break;
      }
      address = hop;
    }
    return address;
  }

  boolean cameByTls(Exchange exchange) {
    return trusted.test(exchange.peer())
        && "https".equalsIgnoreCase(exchange.headers().get("x-forwarded-proto"));
  }

  private static @org.jspecify.annotations.Nullable InetAddress literal(String text) {
    try {
      return text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }
}
