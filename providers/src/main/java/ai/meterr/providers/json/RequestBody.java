package ai.meterr.providers.json;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** A request's body, one object, read in one streaming pass. */
public final class RequestBody {
  private static final int MODEL_NAME_MAX = 256;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1000).build())
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private RequestBody() {}

  /** Looks at the root's members. */
  public interface Members {
    /**
     * Told first: where the first member may stand.
     *
     * @param afterBrace offset in bytes; negative where the body is not UTF-8
     */
    default void root(long afterBrace) {}

    /**
     * The parser stands at the member's value. An object or array may be read to its end or left
     * alone.
     */
    void member(String name, JsonParser value);
  }

  /**
   * Reads a body to its end.
   *
   * @throws NotJson where the body is not exactly one JSON object
   */
  public static void read(InputStream body, Members members) throws NotJson {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new NotJson("it is no object");
      }
      long brace = json.currentTokenLocation().getByteOffset();
      members.root(brace < 0 ? brace : brace + 1);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.member(name, json);
        json.skipChildren();
      }
      if (json.nextToken() != null) {
        throw new NotJson("something follows the object");
      }
    } catch (JacksonException notJson) {
      throw new NotJson(
          notJson.getLocation() == null
              ? "it cannot be read"
              : "line "
                  + notJson.getLocation().getLineNr()
                  + ", column "
                  + notJson.getLocation().getColumnNr());
    }
  }

  /** The model that a value names, or null where it names none. */
  public static @Nullable ModelId model(JsonParser value) {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    String name = value.getString();
    return name.isEmpty() || name.length() > MODEL_NAME_MAX ? null : new ModelId(name);
  }
}
