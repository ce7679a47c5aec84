package ai.meterr.ledger.json;

import ai.meterr.event.UsageEvent;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The contract's Event as JSON. What is written is read back as an equal event, with one exception:
 * what is not Unicode text (NUL, half a surrogate pair) becomes U+FFFD, because no store keeps it.
 *
 * <p>Beyond the contract's fields: {@code meters}, beside every {@code usage} that a modality other
 * than text is part of, holds the quantity per meter that {@code usage} sums up; {@code
 * provider_cost_currency} stands where that is not USD.
 */
public final class EventJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int USUAL_BYTES = 1024;

  private EventJson() {}

  /** UTF-8, without line breaks. */
  public static byte[] write(UsageEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(json, event);
    }
    return bytes.toByteArray();
  }

  /** Writes the event as one object where the generator stands. */
  public static void write(JsonGenerator json, UsageEvent event) {
    json.writeStartObject();
    writeFields(json, event);
    json.writeEndObject();
  }

  /** Writes the event's fields into an object that the caller has begun, adds to, and ends. */
  public static void writeFields(JsonGenerator json, UsageEvent event) {
    new EventWriter(json).fields(event);
  }

  /**
   * @throws MalformedEvent where the bytes are not one event as {@link #write} writes it
   */
  public static UsageEvent read(byte[] utf8) {
    return read(utf8, 0, utf8.length);
  }

  /**
   * @throws MalformedEvent where the bytes are not one event as {@link #write} writes it
   */
  public static UsageEvent read(byte[] utf8, int offset, int length) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
      json.nextToken();
      UsageEvent event = read(json);
      if (json.nextToken() != null) {
        throw new MalformedEvent("something follows the event");
      }
      return event;
    } catch (JacksonException notJson) {
      throw new MalformedEvent("not JSON: " + notJson.getOriginalMessage(), notJson);
    }
  }

  /**
   * Reads the object that the parser stands at the beginning of, up to its end. Unknown fields are
   * passed over: a newer version may have written them.
   *
   * @throws MalformedEvent where it is not an event as {@link #write} writes it
   */
  public static UsageEvent read(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedEvent("not an object");
    }
    try {
      return new EventReader(json).event();
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException bad) {
      throw new MalformedEvent("a field's value is not allowed: " + bad.getMessage(), bad);
    }
  }
}
