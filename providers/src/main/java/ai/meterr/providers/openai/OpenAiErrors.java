package ai.meterr.providers.openai;

import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.json.JsonText;

/**
 * {@code {"error":{"message","type","param","code"}}}, in a stream as a bare {@code data:} frame.
 */
public final class OpenAiErrors implements ErrorShape {
  @Override
  public byte[] body(int httpStatus, String code, String message) {
    return JsonText.utf8(json(code, message));
  }

  @Override
  public byte[] frame(String code, String message) {
    return JsonText.utf8("data: " + json(code, message) + "\n\n");
  }

  private static String json(String code, String message) {
    return "{\"error\":{\"message\":"
        + JsonText.quoted(message)
        + ",\"type\":\"meterr_error\",\"param\":null,\"code\":"
        + JsonText.quoted(code)
        + "}}";
  }
}
