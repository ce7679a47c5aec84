package ai.meterr.storage.snapshot;

import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceScope;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Own prices within a snapshot's bytes. */
final class PriceBytes {
  private PriceBytes() {}

  static void write(DataOutputStream out, Map<OrganizationId, List<OwnPrice>> prices)
      throws IOException {
    out.writeInt(prices.size());
    for (Map.Entry<OrganizationId, List<OwnPrice>> organization : prices.entrySet()) {
      SnapshotBytes.write(out, organization.getKey().value());
      out.writeInt(organization.getValue().size());
      for (OwnPrice price : organization.getValue()) {
        write(out, price);
      }
    }
  }

  static Map<OrganizationId, List<OwnPrice>> read(DataInputStream in) throws IOException {
    Map<OrganizationId, List<OwnPrice>> prices = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      OrganizationId organization = new OrganizationId(SnapshotBytes.id(in));
      List<OwnPrice> own = new ArrayList<>();
      for (int more = in.readInt(); more > 0; more--) {
        own.add(price(in));
      }
      prices.put(organization, own);
    }
    return prices;
  }

  private static void write(DataOutputStream out, OwnPrice price) throws IOException {
    SnapshotBytes.write(out, price.id());
    out.writeUTF(price.scope().wire());
    out.writeUTF(price.provider().name());
    out.writeUTF(price.models().literal());
    out.writeBoolean(price.models() instanceof ModelMatch.Prefix);
    SnapshotBytes.write(out, price.conditions().tier());
    SnapshotBytes.write(out, price.conditions().region());
    out.writeLong(price.conditions().context().from());
    out.writeLong(price.conditions().context().to());
    SnapshotBytes.write(out, text(price.validity().from()));
    SnapshotBytes.write(out, text(price.validity().to()));
    SnapshotBytes.write(
        out, price.terms() instanceof Terms.Discount(var percent) ? percent.toString() : null);
    SortedMap<Meter, BigDecimal> rates = price.terms().rates();
    out.writeInt(rates.size());
    for (Map.Entry<Meter, BigDecimal> rate : rates.entrySet()) {
      out.writeUTF(rate.getKey().name());
      out.writeUTF(rate.getValue().toString());
    }
    out.writeUTF(price.source());
    out.writeUTF(price.createdAt().toString());
  }

  private static OwnPrice price(DataInputStream in) throws IOException {
    UUID id = SnapshotBytes.id(in);
    PriceScope scope = PriceScope.fromWire(in.readUTF());
    ProviderId provider = new ProviderId(in.readUTF());
    String literal = in.readUTF();
    ModelMatch models =
        in.readBoolean() ? new ModelMatch.Prefix(literal) : new ModelMatch.Exact(literal);
    Conditions conditions =
        new Conditions(
            SnapshotBytes.text(in),
            SnapshotBytes.text(in),
            new ContextBand(in.readLong(), in.readLong()),
            null);
    Validity validity = new Validity(instant(in), instant(in));
    String percent = SnapshotBytes.text(in);
    SortedMap<Meter, BigDecimal> rates = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      Meter meter = Meter.named(in.readUTF());
      BigDecimal rate = new BigDecimal(in.readUTF());
      if (meter == null) {
        throw new IOException("a meter that nobody knows");
      }
      rates.put(meter, rate);
    }
    return new OwnPrice(
        id,
        scope,
        provider,
        models,
        conditions,
        validity,
        percent == null ? new Terms.Fixed(rates) : new Terms.Discount(new BigDecimal(percent)),
        in.readUTF(),
        Instant.parse(in.readUTF()));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(DataInputStream in) throws IOException {
    String text = SnapshotBytes.text(in);
    return text == null ? null : Instant.parse(text);
  }
}
