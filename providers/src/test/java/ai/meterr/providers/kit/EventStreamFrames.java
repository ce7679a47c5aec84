package ai.meterr.providers.kit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/** Writes Amazon's binary event streams, for tests that read them. */
public final class EventStreamFrames {
  private EventStreamFrames() {}

  /**
   * A stream of events: {@code {"event": NAME, "payload": {…}}}, {@code {"chunk": {…}}} for a
   * model's own document in base64, {@code {"exception": NAME, "payload": {…}}}.
   */
  public static byte[] of(JsonNode events) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (JsonNode event : events) {
      if (event.has("chunk")) {
        stream.writeBytes(chunk(event.path("chunk").toString()));
      } else if (event.has("exception")) {
        stream.writeBytes(
            frame(
                Map.of(
                    ":message-type",
                    "exception",
                    ":exception-type",
                    event.path("exception").asString()),
                event.path("payload").toString()));
      } else {
        stream.writeBytes(event(event.path("event").asString(), event.path("payload").toString()));
      }
    }
    return stream.toByteArray();
  }

  public static byte[] chunk(String document) {
    String bytes = Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8));
    return event("chunk", "{\"bytes\":\"" + bytes + "\",\"p\":\"abcd\"}");
  }

  public static byte[] event(String type, String payload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":event-type", type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", "event");
    return frame(headers, payload);
  }

  public static byte[] frame(Map<String, String> headers, String payload) {
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    headers.forEach(
        (name, value) -> {
          named.write(name.length());
          named.writeBytes(name.getBytes(StandardCharsets.UTF_8));
          named.write(7);
          named.write(value.length() >> Byte.SIZE);
          named.write(value.length());
          named.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        });
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(16 + named.size() + body.length);
    frame.putInt(frame.capacity()).putInt(named.size());
    frame.putInt(checksum(frame));
    frame.put(named.toByteArray()).put(body);
    frame.putInt(checksum(frame));
    return frame.array();
  }

  private static int checksum(ByteBuffer frame) {
    CRC32 checksum = new CRC32();
    checksum.update(frame.duplicate().flip());
    return (int) checksum.getValue();
  }
}
