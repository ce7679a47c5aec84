package ai.meterr.pricing;

import ai.meterr.tenancy.OrganizationId;
import java.util.List;

/** Where organizations' own prices are read. Blocking. */
@FunctionalInterface
public interface OwnPrices {
  /**
   * All that the organization has ever had, in the order of their making; no two tie.
   *
   * @throws ai.meterr.access.KeyDirectory.Unavailable where nobody can tell just now
   */
  List<OwnPrice> of(OrganizationId organization);
}
