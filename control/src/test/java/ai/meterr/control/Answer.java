package ai.meterr.control;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer, read. */
record Answer(HttpResponse<String> http) {
  private static final JsonMapper JSON = new JsonMapper();

  int status() {
    return http.statusCode();
  }

  String header(String name) {
    return http.headers().firstValue(name).orElse("");
  }

  JsonNode json() {
    return JSON.readTree(http.body());
  }

  /** The last word of the problem's type. */
  String problem() {
    String type = json().path("type").asString();
    return type.substring(type.lastIndexOf('/') + 1);
  }
}
