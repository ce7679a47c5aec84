package ai.meterr.gateway.signin;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of a JSON object that are text or numbers, by name; what is nested is passed over.
 */
record Members(Map<String, String> byName) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @return null where it is not one JSON object
   */
  static @Nullable Members of(String json) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
          members.put(name, parser.getString());
        }
        parser.skipChildren();
      }
      return parser.nextToken() == null ? new Members(members) : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  /** Null where it is not there, or empty. */
  @Nullable String get(String name) {
    String value = byName.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
