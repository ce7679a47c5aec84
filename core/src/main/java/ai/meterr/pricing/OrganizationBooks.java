package ai.meterr.pricing;

import ai.meterr.tenancy.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The price book of each organization: the list under its own prices. A book is made anew when
 * these have changed; it asks for them each time.
 */
public final class OrganizationBooks implements Pricers {
  private final PriceBook list;
  private final OwnPrices prices;
  private final Map<OrganizationId, Book> books = new ConcurrentHashMap<>();

  private record Book(List<OwnPrice> own, PriceBook book) {}

  public OrganizationBooks(PriceBook list, OwnPrices prices) {
    this.list = list;
    this.prices = prices;
  }

  /** List prices alone. */
  public PriceBook list() {
    return list;
  }

  @Override
  public PriceBook of(OrganizationId organization) {
    List<OwnPrice> own = prices.of(organization);
    if (own.isEmpty()) {
      books.remove(organization);
      return list;
    }
    Book known = books.get(organization);
    if (known == null || !known.own.equals(own)) {
      known = new Book(List.copyOf(own), list.under(own));
      books.put(organization, known);
    }
    return known.book;
  }
}
