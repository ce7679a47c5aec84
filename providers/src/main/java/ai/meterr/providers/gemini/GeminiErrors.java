package ai.meterr.providers.gemini;

import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.json.JsonText;
import java.util.Locale;

/**
 * {@code {"error":{"code","message","status","details"}}}: the number is HTTP's, the status one of
 * Google's own words (google.rpc.Code), and our code stands in upper case as an {@code ErrorInfo}'s
 * reason.
 */
public final class GeminiErrors implements ErrorShape {
  private static final int BROKEN_STREAM = 502;

  @Override
  public byte[] body(int httpStatus, String code, String message) {
    return JsonText.utf8(json(httpStatus, code, message));
  }

  @Override
  public byte[] frame(String code, String message) {
    return JsonText.utf8("data: " + json(BROKEN_STREAM, code, message) + "\n\n");
  }

  private static String json(int httpStatus, String code, String message) {
    return "{\"error\":{\"code\":"
        + httpStatus
        + ",\"message\":"
        + JsonText.quoted(message)
        + ",\"status\":\""
        + googleStatus(httpStatus)
        + "\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":"
        + JsonText.quoted(code.toUpperCase(Locale.ROOT))
        + ",\"domain\":\"meterr\"}]}}";
  }

  /** The mapping of google.rpc.Code to HTTP (googleapis, google/rpc/code.proto), read backwards. */
  private static String googleStatus(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 502, 503 -> "UNAVAILABLE";
      case 504, 408 -> "DEADLINE_EXCEEDED";
      default -> httpStatus >= 400 && httpStatus < 500 ? "INVALID_ARGUMENT" : "UNKNOWN";
    };
  }
}
