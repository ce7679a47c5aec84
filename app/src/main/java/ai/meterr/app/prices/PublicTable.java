package ai.meterr.app.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.util.Map;

/** What others publish about prices: standard prices of today, for short prompts, in US dollars. */
interface PublicTable {
  String name();

  /** Per 1,000,000 tokens; empty where the table does not know the model. */
  Map<Meter, BigDecimal> prices(ProviderId provider, String model);
}
