package ai.meterr.app.imports;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.Providers;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose API an address on the internet is. */
public final class ProviderHosts {
  private final Map<String, Base> bases = new HashMap<>();

  /**
   * @param prefix of paths, in front of what the provider's room knows
   */
  private record Base(ProviderId provider, String prefix) {}

  /**
   * @param path as the provider's room knows it
   */
  record Address(ProviderId provider, String path) {}

  public ProviderHosts(Providers providers) {
    for (ProviderApi api : providers.all()) {
      URI base = api.provider().defaultBase();
      if (base != null) {
        bases.put(base.getHost(), new Base(api.id(), base.getRawPath()));
      }
    }
  }

  Optional<Address> find(URI url) {
    String host = url.getHost();
    String path = url.getRawPath();
    if (host == null || path == null) {
      return Optional.empty();
    }
    String lower = host.toLowerCase(Locale.ROOT);
    String name = ofCustomers(lower, path);
    if (name != null) {
      return Optional.of(new Address(new ProviderId(name), path));
    }
    return Optional.ofNullable(bases.get(lower))
        .map(base -> new Address(base.provider, withoutPrefix(base, path)));
  }

  private static String withoutPrefix(Base base, String path) {
    return path.startsWith(base.prefix) ? path.substring(base.prefix.length()) : path;
  }

  /** Providers that have a host for each customer or region. */
  private static @Nullable String ofCustomers(String host, String path) {
    if (host.endsWith(".openai.azure.com") || host.endsWith(".services.ai.azure.com")) {
      return "azure";
    }
    if (host.startsWith("bedrock-runtime.") && host.endsWith(".amazonaws.com")) {
      return "bedrock";
    }
    if (host.endsWith("aiplatform.googleapis.com")) {
      return path.contains("/publishers/anthropic/") ? "vertex_anthropic" : "vertex";
    }
    if (host.endsWith(".databricks.com") || host.endsWith(".azuredatabricks.net")) {
      return "databricks";
    }
    return host.endsWith(".snowflakecomputing.com") ? "snowflake" : null;
  }
}
