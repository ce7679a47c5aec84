package ai.meterr.providers.anthropic;

import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.json.JsonText;

/**
 * {@code {"type":"error","error":{"type","message"}}}, in a stream as a frame named {@code error}.
 */
public final class AnthropicErrors implements ErrorShape {
  @Override
  public byte[] body(int httpStatus, String code, String message) {
    return JsonText.utf8(json(code, message));
  }

  @Override
  public byte[] frame(String code, String message) {
    return JsonText.utf8("event: error\ndata: " + json(code, message) + "\n\n");
  }

  private static String json(String code, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":"
        + JsonText.quoted(code)
        + ",\"message\":"
        + JsonText.quoted(message)
        + "}}";
  }
}
