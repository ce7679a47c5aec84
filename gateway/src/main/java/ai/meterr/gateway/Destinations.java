package ai.meterr.gateway;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.ProviderApi;
import ai.meterr.proxy.Upstream;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a provider is: the operator's word, else the room's. Never the caller's. */
final class Destinations {
  /** Addresses that an operator or a room names are not checked: they are the operator's own. */
  private static final Predicate<InetAddress> OPERATORS = address -> true;

  private final Map<ProviderId, URI> bases;
  private final Upstream.Limits limits;
  private final Map<ProviderId, Destination> known = new ConcurrentHashMap<>();

  Destinations(Map<ProviderId, URI> bases, Upstream.Limits limits) {
    this.bases = Map.copyOf(bases);
    this.limits = limits;
  }

  /**
   * @param prefix stands before the path, empty or without a trailing slash
   * @param host value of the Host header
   */
  record Destination(Upstream upstream, String prefix, String host) {}

  /** Null where nobody has said where the provider is. */
  @Nullable Destination of(ProviderApi api) {
    Destination destination = known.get(api.id());
    if (destination != null) {
      return destination;
    }
    URI base = bases.getOrDefault(api.id(), api.defaultBase());
    if (base == null) {
      return null;
    }
    destination = destination(base);
    known.put(api.id(), destination);
    return destination;
  }

  private Destination destination(URI base) {
    boolean tls = base.getScheme().equals("https");
    // not URI's own host: it knows none where a name has an underscore, as containers' names do
    String authority = base.getRawAuthority();
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = host.indexOf(':', host.indexOf(']') + 1);
    String name = colon < 0 ? host : host.substring(0, colon);
    int port = colon < 0 ? (tls ? 443 : 80) : Integer.parseInt(host.substring(colon + 1));
    String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    String path = URI.create(base.toASCIIString()).getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new Destination(new Upstream.Tcp(bare, port, tls, OPERATORS, limits), prefix, host);
  }
}
