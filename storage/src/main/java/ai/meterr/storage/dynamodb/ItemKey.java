package ai.meterr.storage.dynamodb;

import ai.meterr.event.EventId;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.tenancy.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * Where an item is.
 *
 * <ul>
 *   <li>An entry: {@code organization/hour/spread}, then {@code time/event/entry}: the entries of
 *       one event that say the same time lie side by side, so that what takes back is read with
 *       what it takes back.
 *   <li>An hour that holds entries: {@code organization/hours}, then {@code hour/spread}.
 *   <li>An event whose id does not tell where its entries are: {@code organization/event/digest},
 *       then the entry's own place.
 * </ul>
 */
record ItemKey(String partition, String place) {
  /** Partitions of one hour of one organization: each takes a thousand puts of 1 KB a second. */
  static final int SPREAD = 16;

  /** An id of ours is made this long after its call has begun, at most: else it is looked up. */
  static final Duration NEAR = Duration.ofSeconds(2);

  private static final DateTimeFormatter HOUR = format("uuuuMMddHH");
  private static final DateTimeFormatter TIME = format("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final HexFormat HEX = HexFormat.of();

  /** After every place that begins with what is before it. */
  static final String END = "~";

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  static ItemKey of(LoggedEntry logged) {
    Instant time = logged.entry().event().time();
    EventId event = logged.entry().event().id();
    return new ItemKey(
        partition(logged.entry().organization(), hour(time), spread(event)),
        place(time) + "/" + run(event) + "/" + entryId(logged));
  }

  static String partition(OrganizationId organization, String hour, String spread) {
    return organization + "/" + hour + "/" + spread;
  }

  static String hours(OrganizationId organization) {
    return organization + "/hours";
  }

  static String event(OrganizationId organization, EventId event) {
    return organization + "/event/" + HEX.formatHex(digest(event.value()), 0, 16);
  }

  /** An hour as text that sorts as the hours do. */
  static String hour(Instant time) {
    return HOUR.format(sortable(time));
  }

  static Instant hour(String text) {
    return OffsetDateTime.of(
            Integer.parseInt(text.substring(0, 4)),
            Integer.parseInt(text.substring(4, 6)),
            Integer.parseInt(text.substring(6, 8)),
            Integer.parseInt(text.substring(8, 10)),
            0,
            0,
            0,
            ZoneOffset.UTC)
        .toInstant();
  }

  /** A time, cut to microseconds, as text that sorts as the times do. */
  static String place(Instant time) {
    return TIME.format(sortable(time));
  }

  /** Of the years 0 to 9999; what lies outside, at their edge. */
  private static Instant sortable(Instant time) {
    Instant first = Instant.parse("0000-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
    Instant within = time.isBefore(first) ? first : time.isAfter(last) ? last : time;
    return within.truncatedTo(ChronoUnit.MICROS);
  }

  static String spread(EventId event) {
    return HEX.toHexDigits((byte) Math.floorMod(digest(event.value())[0], SPREAD)).substring(1);
  }

  /** What the entries of one event have in common. */
  static String run(EventId event) {
    return HEX.formatHex(digest(event.value()), 1, 7);
  }

  /**
   * Whether an event's id tells its hour: one of ours, made when the call began. Then no item is
   * needed to find its entries.
   */
  static boolean tellsTime(EventId event, Instant time) {
    Instant made = madeAt(event);
    return made != null
        && !made.isBefore(time.truncatedTo(ChronoUnit.MILLIS))
        && !made.minus(NEAR).isAfter(time);
  }

  /** When a UUIDv7 was made, to the millisecond; null where the id is none. */
  static @org.jspecify.annotations.Nullable Instant madeAt(EventId event) {
    String text = event.value();
    if (text.length() != 36) {
      return null;
    }
    try {
      UUID id = UUID.fromString(text);
      return id.version() == 7 && id.toString().equals(text)
          ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)
          : null;
    } catch (IllegalArgumentException notAUuid) {
      return null;
    }
  }

  /**
   * A UUIDv7 of the call's time and of the entry's name: journal, position and part. The same entry
   * has the same id whenever and by whomever it is put.
   */
  static UUID entryId(LoggedEntry logged) {
    JournalId journal = logged.journal();
    byte[] name =
        digest(
            journal.value()
                + "/"
                + logged.entry().position().bytes()
                + "/"
                + logged.entry().part().code());
    ByteBuffer bits = ByteBuffer.wrap(name);
    long millis = sortable(logged.entry().event().time()).toEpochMilli();
    long high = (millis << 16) | 0x7000L | (bits.getLong(0) & 0xFFFL);
    long low = (bits.getLong(8) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
