package ai.meterr.gateway;

import ai.meterr.access.ProviderCredentials;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.tenancy.OrganizationId;
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

  private final Lookups<Whose, Optional<ProviderSecret>> organizations;
  private final Map<ProviderId, ProviderSecret> deployment;

  ProviderKeys(
      ProviderCredentials credentials,
      Map<ProviderId, ProviderSecret> deployment,
      Executor blocking) {
    this.deployment = Map.copyOf(deployment);
    this.organizations =
        new Lookups<>(
            whose -> credentials.find(whose.organization, whose.provider),
            own -> own.isPresent() ? OPENED : ABSENT,
            blocking);
  }

  CompletableFuture<Optional<ProviderSecret>> find(
      OrganizationId organization, ProviderId provider) {
    return organizations
        .get(new Whose(organization, provider))
        .thenApply(own -> own.or(() -> Optional.ofNullable(deployment.get(provider))));
  }
}
