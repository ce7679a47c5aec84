package ai.meterr.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value that satisfies a JSON schema well enough for a client to parse it: for tool arguments and
 * structured answers.
 */
final class SchemaSample {
  private static final int DEEPEST = 12;
  private static final List<String> WORDS =
      List.of("Halden", "Moss", "pallet", "waybill", "Thursday", "depot", "carrier", "invoice");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final SplittableRandom random;

  private SchemaSample(JsonNode root, SplittableRandom random) {
    this.root = root;
    this.random = random;
  }

  /** A tool without a schema takes an empty object. */
  static JsonNode of(JsonNode schema, SplittableRandom random) {
    return schema.isObject()
        ? new SchemaSample(schema, random).sample(schema, 0)
        : NODES.objectNode();
  }

  private JsonNode sample(JsonNode schema, int depth) {
    if (schema.has("$ref")) {
      return depth > DEEPEST
          ? NODES.nullNode()
          : sample(root.at(schema.path("$ref").asString("").replaceFirst("^#", "")), depth + 1);
    }
    for (String alternatives : List.of("anyOf", "oneOf", "any_of")) {
      if (schema.path(alternatives).size() > 0) {
        return sample(schema.path(alternatives).path(0), depth + 1);
      }
    }
    if (schema.path("enum").size() > 0) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" ->
          depth > DEEPEST
              ? NODES.arrayNode()
              : NODES.arrayNode().add(sample(schema.path("items"), depth + 1));
      case "integer" -> NODES.numberNode(schema.path("minimum").asLong(1) + random.nextInt(9));
      case "number" ->
          NODES.numberNode(schema.path("minimum").asLong(0) + random.nextInt(90) + 0.5);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode(WORDS.get(random.nextInt(WORDS.size())));
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    if (depth <= DEEPEST) {
      for (var property : schema.path("properties").properties()) {
        object.set(property.getKey(), sample(property.getValue(), depth + 1));
      }
    }
    return object;
  }

  /** Lower case, as Gemini writes it in capitals; of several types the first. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    String name = (type.isArray() ? type.path(0) : type).asString("");
    return name.isEmpty() && schema.has("properties") ? "object" : name.toLowerCase(Locale.ROOT);
  }
}
