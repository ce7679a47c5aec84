package ai.meterr.app.imports;

import ai.meterr.providers.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What browsers and proxies save of HTTP traffic: <a
 * href="http://www.softwareishard.com/blog/har-12-spec/">HAR 1.2</a>. Exchanges with hosts that are
 * no AI provider are passed over. An entry's id is that of the gateway's event where the answer
 * carried one, else a digest of what, when and the place in the file, so that the same file
 * imported twice is imported once.
 */
public final class Har implements ImportFormat {
  private static final String EVENT_ID = "x-meterr-event-id";
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private final ExchangeMeter meter;
  private final ProviderHosts hosts;

  public Har(ExchangeMeter meter, ProviderHosts hosts) {
    this.meter = meter;
    this.hosts = hosts;
  }

  @Override
  public void read(Path file, Imported imported) throws IOException {
    int entry = 0;
    try (InputStream bytes = ImportFormat.open(file);
        JsonParser json = JSON.createParser(bytes)) {
      if (!toEntries(json)) {
        imported.notImported(file.toString(), "it is no HTTP archive: it has no log.entries");
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        JsonNode node = json.readValueAsTree();
        entry++;
        try {
          read(node, entry, imported);
        } catch (BadRecord bad) {
          imported.notImported(file + ", entry " + entry, String.valueOf(bad.getMessage()));
        }
      }
    } catch (JacksonException notJson) {
      imported.notImported(file + ", behind entry " + entry, "it is not JSON");
    }
  }

  /** Goes to the beginning of the list, over what stands before it. */
  private static boolean toEntries(JsonParser json) {
    return json.nextToken() == JsonToken.START_OBJECT
        && to(json, "log", JsonToken.START_OBJECT)
        && to(json, "entries", JsonToken.START_ARRAY);
  }

  private static boolean to(JsonParser json, String wanted, JsonToken begin) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = json.currentName().equals(wanted);
      JsonToken value = json.nextToken();
      if (found) {
        return value == begin;
      }
      json.skipChildren();
    }
    return false;
  }

  private void read(JsonNode entry, int place, Imported imported) throws BadRecord {
    JsonNode request = entry.path("request");
    URI url = url(request.path("url").asString(""));
    ProviderHosts.Address address = hosts.find(url).orElse(null);
    if (address == null) {
      return;
    }
    JsonNode response = entry.path("response");
    int status = response.path("status").asInt(0);
    if (status == 0) {
      throw new BadRecord("it has no answer");
    }
    Headers headers = headers(response.path("headers"));
    String type = headers.first("content-type");
    String query = url.getRawQuery();
    imported.event(
        meter.event(
            new RecordedExchange(
                id(headers, entry, url, place),
                address.provider(),
                "",
                request.path("method").asString("POST").toUpperCase(Locale.ROOT),
                address.path(),
                query == null ? "" : query,
                time(entry.path("startedDateTime").asString("")),
                sent(request.path("postData").path("text")),
                null,
                type != null && type.startsWith("text/event-stream"),
                status,
                headers,
                body(response.path("content")),
                latency(entry.path("time")),
                true)));
  }

  private static URI url(String text) throws BadRecord {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new BadRecord("its url is none");
    }
  }

  private static Headers headers(JsonNode list) {
    return name -> {
      for (JsonNode header : list) {
        if (header.path("name").asString("").equalsIgnoreCase(name)) {
          return header.path("value").asString("");
        }
      }
      return null;
    };
  }

  private static byte @Nullable [] sent(JsonNode text) {
    return text.isString() ? text.asString().getBytes(StandardCharsets.UTF_8) : null;
  }

  private static byte[] body(JsonNode content) throws BadRecord {
    String text = content.path("text").asString("");
    if (!content.path("encoding").asString("").equals("base64")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw new BadRecord("its content is no base64");
    }
  }

  private static Instant time(String started) throws BadRecord {
    try {
      return OffsetDateTime.parse(started).toInstant();
    } catch (DateTimeException noTime) {
      throw new BadRecord("its startedDateTime is no time");
    }
  }

  private static @Nullable Duration latency(JsonNode millis) {
    return millis.isNumber() && millis.decimalValue().signum() >= 0
        ? Duration.ofMillis(millis.decimalValue().longValue())
        : null;
  }

  private static String id(Headers headers, JsonNode entry, URI url, int place) {
    String metered = headers.first(EVENT_ID);
    if (metered != null) {
      return metered;
    }
    return Ids.of("har", entry.path("startedDateTime").asString("") + ' ' + url + ' ' + place);
  }
}
