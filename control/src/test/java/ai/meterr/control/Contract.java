package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract that is being served, and whether answers keep to it. */
final class Contract {
  private static final String ID = "https://meterr.test/openapi.json";

  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final Set<String> seen = new HashSet<>();

  private Contract(String json) {
    this.document = new JsonMapper().readTree(json);
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, json)));
  }

  static Contract read(String json) {
    return new Contract(json);
  }

  /** Every answer that the contract names, as {@code GET /api/v1/usage 200}. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operation
                                .getValue()
                                .path("responses")
                                .propertyNames()
                                .forEach(
                                    status ->
                                        answers.add(
                                            operation.getKey().toUpperCase(Locale.ROOT)
                                                + " "
                                                + path.getKey()
                                                + " "
                                                + status))));
    return answers;
  }

  /** The answers that have been checked. */
  Set<String> seen() {
    return new TreeSet<>(seen);
  }

  void check(String method, String path, Answer answer) {
    String template = template(path);
    String name = method + " " + template + " " + answer.status();
    JsonNode response =
        document
            .path("paths")
            .path(template)
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses")
            .path(String.valueOf(answer.status()));
    assertThat(response.isMissingNode()).as("the contract has no %s", name).isFalse();
    String pointer =
        "/paths/"
            + template.replace("~", "~0").replace("/", "~1")
            + "/"
            + method.toLowerCase(Locale.ROOT)
            + "/responses/"
            + answer.status();
    if (response.has("$ref")) {
      pointer = response.path("$ref").asString().substring(1);
      response = document.at(pointer);
    }
    checkHeaders(name, response.path("headers"), answer);
    checkBody(name, pointer, response.path("content"), answer);
    assertThat(answer.header("cache-control")).as(name).isEqualTo("no-store");
    seen.add(name);
  }

  private static void checkHeaders(String name, JsonNode headers, Answer answer) {
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      assertThat(answer.header(header.getKey())).as("%s: %s", name, header.getKey()).isNotEmpty();
    }
  }

  private void checkBody(String name, String pointer, JsonNode content, Answer answer) {
    if (content.isMissingNode()) {
      assertThat(answer.http().body()).as(name).isEmpty();
      return;
    }
    String type = answer.header("content-type");
    assertThat(content.propertyNames()).as("%s: content type", name).containsExactly(type);
    if (!type.contains("json")) {
      return;
    }
    String schemaPointer = pointer + "/content/" + type.replace("/", "~1") + "/schema";
    assertThat(errors(schemaPointer, answer.http().body()))
        .as("%s does not fit its schema: %s", name, answer.http().body())
        .isEmpty();
  }

  /** What is wrong with a JSON text by a schema of the document. */
  List<Error> errors(String schemaPointer, String json) {
    String fragment = schemaPointer.replace("{", "%7B").replace("}", "%7D");
    Schema schema = schemas.getSchema(SchemaLocation.of(ID + "#" + fragment));
    return schema.validate(
        json,
        InputFormat.JSON,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  private static String template(String path) {
    return path.replaceFirst("^/api/v1/(events|prices)/[^/]*", "/api/v1/$1/{id}");
  }
}
