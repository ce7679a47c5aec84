package ai.meterr.control.access;

import ai.meterr.control.answer.Problem;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of a sign-in. Its text holds a password: {@link #toString} hides it. */
record SignIn(String email, String password) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final String EMAIL = "email";
  private static final String PASSWORD = "password";

  /**
   * @throws Problem where it is not what the contract says; nothing of the body stands in it
   */
  static SignIn read(byte[] body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException notJson) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not JSON");
    }
    if (!json.isObject()) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      if (!property.getKey().equals(EMAIL) && !property.getKey().equals(PASSWORD)) {
        throw Problem.of(Problem.Kind.BAD_BODY, "the body has more fields than email and password");
      }
    }
    return new SignIn(text(json, EMAIL, 254), text(json, PASSWORD, 1024));
  }

  private static String text(JsonNode json, String name, int lengthMax) {
    JsonNode value = json.get(name);
    if (value == null || !value.isString()) {
      throw Problem.field(name, "is required, as a string");
    }
    String text = value.stringValue();
    if (text.isEmpty() || text.length() > lengthMax || text.indexOf('\0') >= 0) {
      throw Problem.field(name, "has 1 to " + lengthMax + " characters");
    }
    return text;
  }

  @Override
  public String toString() {
    return "sign-in …";
  }
}
