package ai.meterr.pricing;

import ai.meterr.access.Deed;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where organizations' own prices are kept; each change leaves an audit entry. Blocking. */
public interface PriceKeeping {

  /**
   * In the order of their making.
   *
   * @param after the last of the page before; null: the first page
   */
  List<Kept> page(OrganizationId organization, @Nullable UUID after, int limit);

  /**
   * @throws Tie where another price holds for the same calls and neither is closer
   */
  Kept add(OrganizationId organization, NewPrice price, Deed deed);

  /**
   * Ends a price: from then on, by when calls began, it does not hold. Not later than its
   * beginning: it never held.
   *
   * @return empty where there is none of that id
   * @throws EndsEarlier where it ends no later already
   */
  Optional<Kept> end(OrganizationId organization, UUID id, Instant end, Deed deed);

  /** What an organization asks for; it gets its id when it is kept. */
  @FunctionalInterface
  interface NewPrice {
    OwnPrice called(UUID id, Instant createdAt);
  }

  /**
   * @param withdrawn it was ended before its beginning, and so never held
   */
  record Kept(OwnPrice price, String createdBy, boolean withdrawn) {}

  final class Tie extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Tie(OwnPrice other) {
      super(
          "the price "
              + other.id()
              + " holds for the same calls and neither is closer: end it first, or say more"
              + " conditions");
    }
  }

  final class EndsEarlier extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EndsEarlier(Instant end) {
      super("it ends at " + end + " already");
    }
  }
}
