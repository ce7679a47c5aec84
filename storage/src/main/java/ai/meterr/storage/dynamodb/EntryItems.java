package ai.meterr.storage.dynamodb;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.ledger.Dictionary;
import ai.meterr.storage.ledger.Dictionary.Value;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Entries as items and back. The event stands as compressed JSON without attribution; whom it is
 * attributed to, and what it may be filtered by, as ids of the dictionary. Names of attributes are
 * short because each is paid for in every item; docs/reference/dynamodb.md tells them.
 */
final class EntryItems {
  static final String EVENT = "e";
  static final String EVENT_ID = "i";
  static final String STATUS = "s";
  static final String JOURNAL = "j";
  static final String OFFSET = "o";
  static final String PART = "p";
  static final String RECORDED = "r";
  static final String TAGS = "tg";

  /** Never changes: it stands in the table. */
  static final Map<Axis, String> AXES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Axis.PROVIDER, "pr"),
              Map.entry(Axis.MODEL, "mo"),
              Map.entry(Axis.PROJECT, "pj"),
              Map.entry(Axis.TEAM, "te"),
              Map.entry(Axis.USER, "us"),
              Map.entry(Axis.KEY, "ke"),
              Map.entry(Axis.SESSION, "se"),
              Map.entry(Axis.FEATURE, "fe"),
              Map.entry(Axis.ENVIRONMENT, "en"),
              Map.entry(Axis.OPERATION, "op"),
              Map.entry(Axis.SERVICE_TIER, "st")));

  private final Dictionary dictionary;

  EntryItems(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /**
   * @param expires per entry, when the store may delete it
   */
  List<Map<String, AttributeValue>> of(List<LoggedEntry> entries, List<Instant> expires) {
    Set<Value> values = new HashSet<>();
    for (LoggedEntry logged : entries) {
      values.addAll(axes(logged.entry()).values());
      values.addAll(tags(logged.entry()));
    }
    Map<Value, Long> ids = dictionary.ids(values);
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      items.add(item(entries.get(i), ids, expires.get(i)));
    }
    return items;
  }

  private static Map<String, AttributeValue> item(
      LoggedEntry logged, Map<Value, Long> ids, Instant expires) {
    Entry entry = logged.entry();
    UsageEvent event = entry.event();
    Map<String, AttributeValue> item = DynamoTable.attributes(ItemKey.of(logged));
    item.put(
        EVENT,
        AttributeValue.fromB(
            SdkBytes.fromByteArrayUnsafe(
                Deflated.of(EventJson.write(event.with(Attribution.NONE))))));
    item.put(EVENT_ID, AttributeValue.fromS(event.id().value()));
    item.put(STATUS, AttributeValue.fromS(event.status().wire()));
    item.put(JOURNAL, bytes(logged.journal().value()));
    item.put(OFFSET, number(entry.position().bytes()));
    item.put(PART, number(entry.part().code()));
    item.put(RECORDED, number(ChronoUnit.MICROS.between(Instant.EPOCH, logged.recordedAt())));
    item.put(DynamoTable.EXPIRES, number(expires.getEpochSecond()));
    axes(entry).forEach((axis, value) -> item.put(attribute(axis), number(id(ids, value))));
    List<Value> tags = tags(entry);
    if (!tags.isEmpty()) {
      item.put(
          TAGS,
          AttributeValue.fromNs(
              tags.stream().map(tag -> String.valueOf(id(ids, tag))).distinct().toList()));
    }
    return item;
  }

  private static Map<Axis, Value> axes(Entry entry) {
    Map<Axis, Value> axes = new EnumMap<>(Axis.class);
    @Nullable String[] told = Axis.toldBy(entry.event());
    for (Axis axis : AXES.keySet()) {
      String text = told[axis.ordinal()];
      if (text != null) {
        axes.put(axis, new Value(entry.organization(), axis, text));
      }
    }
    return axes;
  }

  private static List<Value> tags(Entry entry) {
    return entry.event().attribution().tags().entrySet().stream()
        .map(tag -> new Value(entry.organization(), Axis.TAG, tag.getKey() + "=" + tag.getValue()))
        .toList();
  }

  static String attribute(Axis axis) {
    String attribute = AXES.get(axis);
    if (attribute == null) {
      throw new IllegalArgumentException(axis + " is no attribute of an item");
    }
    return attribute;
  }

  private static long id(Map<Value, Long> ids, Value value) {
    Long id = ids.get(value);
    if (id == null) {
      throw new IllegalStateException("a name has no id after it was given one");
    }
    return id;
  }

  /** Entries as they were given; names are read for all of them together. */
  List<LoggedEntry> read(OrganizationId organization, List<Map<String, AttributeValue>> items) {
    Set<Long> ids = new HashSet<>();
    for (Map<String, AttributeValue> item : items) {
      for (String attribute : AXES.values()) {
        ids.add(number(item, attribute, Dictionary.NOT_TOLD));
      }
      ids.addAll(tagIds(item));
    }
    Map<Long, String> texts = dictionary.texts(organization, ids);
    return items.stream().map(item -> entry(organization, item, texts)).toList();
  }

  private static LoggedEntry entry(
      OrganizationId organization, Map<String, AttributeValue> item, Map<Long, String> texts) {
    UsageEvent event = EventJson.read(Deflated.read(bytes(item, EVENT).asByteArray()));
    return new LoggedEntry(
        new JournalId(uuid(bytes(item, JOURNAL))),
        new Entry(
            organization,
            new Position(number(item, OFFSET, 0)),
            Entry.Part.of((int) number(item, PART, 0)),
            event.with(attribution(item, texts))),
        Instant.EPOCH.plus(number(item, RECORDED, 0), ChronoUnit.MICROS));
  }

  private static Attribution attribution(
      Map<String, AttributeValue> item, Map<Long, String> texts) {
    SortedMap<String, String> tags = new TreeMap<>();
    for (Long id : tagIds(item)) {
      String tag = texts.getOrDefault(id, "");
      int equals = tag.indexOf('=');
      if (equals > 0) {
        tags.put(tag.substring(0, equals), tag.substring(equals + 1));
      }
    }
    return new Attribution(
        text(item, Axis.KEY, texts),
        text(item, Axis.PROJECT, texts),
        text(item, Axis.TEAM, texts),
        text(item, Axis.USER, texts),
        text(item, Axis.SESSION, texts),
        text(item, Axis.FEATURE, texts),
        text(item, Axis.ENVIRONMENT, texts),
        tags);
  }

  private static @Nullable String text(
      Map<String, AttributeValue> item, Axis axis, Map<Long, String> texts) {
    return texts.get(number(item, attribute(axis), Dictionary.NOT_TOLD));
  }

  private static List<Long> tagIds(Map<String, AttributeValue> item) {
    AttributeValue tags = item.get(TAGS);
    return tags == null ? List.of() : tags.ns().stream().map(Long::valueOf).toList();
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(String.valueOf(number));
  }

  private static long number(Map<String, AttributeValue> item, String attribute, long otherwise) {
    AttributeValue value = item.get(attribute);
    return value == null ? otherwise : Long.parseLong(value.n());
  }

  private static SdkBytes bytes(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null || value.b() == null) {
      throw new IllegalStateException("an item of the raw log lacks " + attribute);
    }
    return value.b();
  }

  private static AttributeValue bytes(UUID id) {
    ByteBuffer bits = ByteBuffer.allocate(16);
    bits.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
    return AttributeValue.fromB(SdkBytes.fromByteBuffer(bits));
  }

  private static UUID uuid(SdkBytes bytes) {
    ByteBuffer bits = bytes.asByteBuffer();
    return new UUID(bits.getLong(), bits.getLong());
  }
}
