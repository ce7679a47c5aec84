package ai.meterr.pricing;

import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PriceScope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A price that an organization has for itself, over those of the book.
 *
 * @param scope never {@link PriceScope#CATALOG}
 * @param models which of the provider's; a prefix of nothing is all of them
 * @param conditions without hours
 * @param source what it was agreed on in, or why it is so; for people, on receipts
 * @param createdAt when it was set; what it holds for is the validity's business
 */
public record OwnPrice(
    UUID id,
    PriceScope scope,
    ProviderId provider,
    ModelMatch models,
    Conditions conditions,
    Validity validity,
    Terms terms,
    String source,
    Instant createdAt) {

  public OwnPrice {
    if (scope == PriceScope.CATALOG) {
      throw new IllegalArgumentException("an organization sets no list prices");
    }
  }

  public OwnPrice validUntil(Instant end) {
    return new OwnPrice(
        id,
        scope,
        provider,
        models,
        conditions,
        new Validity(validity.from(), end),
        terms,
        source,
        createdAt);
  }

  /** How receipts and messages name it. */
  public String name() {
    return scope.wire() + "/" + id;
  }

  /**
   * Whether both hold for the same call and meter with neither closer. Which names a prefix will
   * meet is not known, but two of the same length meet the same only where they are the same.
   */
  public boolean ties(OwnPrice other) {
    return scope == other.scope
        && provider.equals(other.provider)
        && models.equals(other.models)
        && conditions.count() == other.conditions.count()
        && conditions.overlap(other.conditions)
        && validity.overlaps(other.validity)
        && sharesMeter(other);
  }

  private boolean sharesMeter(OwnPrice other) {
    PriceCard mine = card();
    PriceCard theirs = other.card();
    return mine.discount() != null
        || theirs.discount() != null
        || !Collections.disjoint(mine.covered().keySet(), theirs.covered().keySet());
  }

  PriceCard card() {
    return new PriceCard(
        name(),
        List.of(models),
        conditions,
        validity,
        terms.rates(),
        terms instanceof Terms.Discount discount ? discount : null,
        new PriceRef(
            name(),
            source,
            createdAt.atOffset(ZoneOffset.UTC).toLocalDate(),
            validity.from(),
            scope,
            null));
  }
}
