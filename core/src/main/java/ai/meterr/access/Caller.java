package ai.meterr.access;

import ai.meterr.tenancy.OrganizationId;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a Meterr key belongs to and what it may do.
 *
 * @param keyPrefix its public part, as events show it
 * @param boundTeam the team that the key is bound to; it wins over what a call says
 * @param boundProject likewise
 */
public record Caller(
    OrganizationId organization,
    UUID keyId,
    String keyPrefix,
    Set<Scope> scopes,
    @Nullable String boundTeam,
    @Nullable String boundProject) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  public enum Scope {
    /** Call providers through the gateway. */
    CALL,
    /** Read the organization's data. */
    READ,
    /** Write events and settings. */
    WRITE,
    /** Read the process's metrics. */
    METRICS
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
