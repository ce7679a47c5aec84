package ai.meterr.tenancy;

import java.util.UUID;

/** The tenant: everything of a customer hangs on it, and nothing crosses it. */
public record OrganizationId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
