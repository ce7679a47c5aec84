package ai.meterr.gateway;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.proxy.Upstream;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * @param bases where the operator says that providers are; the others are where their rooms say
 * @param keys the deployment's own provider keys
 * @param tokenEndpoint where service accounts of Google's are given tokens; null: at Google's
 * @param control where the control plane listens
 * @param controlSecret header that the control plane wants where it listens on loopback, else empty
 * @param trustedProxies whose forwarded headers are believed
 * @param tls whether the public port speaks TLS
 * @param limits time limits of calls to providers
 */
public record GatewayConfig(
    Map<ProviderId, URI> bases,
    Map<ProviderId, ProviderSecret> keys,
    @Nullable URI tokenEndpoint,
    Upstream control,
    Map<String, String> controlSecret,
    Predicate<InetAddress> trustedProxies,
    boolean tls,
    Upstream.Limits limits) {
  public GatewayConfig {
    bases = Map.copyOf(bases);
    keys = Map.copyOf(keys);
    controlSecret = Map.copyOf(controlSecret);
  }
}
