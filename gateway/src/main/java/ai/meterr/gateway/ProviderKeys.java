package ai.meterr.gateway;

import ai.meterr.access.ProviderCredentials;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The provider key that goes upstream where the caller brought none: the organization's, else the
 * deployment's, else none (the provider then says so itself).
 */
final class ProviderKeys {
  /** Opened keys live in memory no longer than this. */
  private static final Duration OPENED = Duration.ofMinutes(1);

  /** A key that was just entered is used that soon, though there was none before. */
  private static final Duration ABSENT = Duration.ofSeconds(5);

  private record Whose(OrganizationId organization, ProviderId provider) {}

  private final AsyncLoadingCache<Whose, Optional<ProviderSecret>> organizations;
  private final Map<ProviderId, ProviderSecret> deployment;

  ProviderKeys(
      ProviderCredentials credentials,
      Map<ProviderId, ProviderSecret> deployment,
      Executor blocking) {
    this.deployment = Map.copyOf(deployment);
    this.organizations =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfter(
                Expiry.<Whose, Optional<ProviderSecret>>writing(
                    (whose, own) -> own.isPresent() ? OPENED : ABSENT))
            .executor(blocking)
            .buildAsync(whose -> credentials.find(whose.organization, whose.provider));
  }

  CompletableFuture<Optional<ProviderSecret>> find(
      OrganizationId organization, ProviderId provider) {
    return organizations
        .get(new Whose(organization, provider))
        .thenApply(own -> own.or(() -> Optional.ofNullable(deployment.get(provider))));
  }
}
