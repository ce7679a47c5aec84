package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads a JSON schema, its references resolved. */
final class Schemas {
  /** A schema that refers to itself ends here. */
  private static final int DEPTH_MAX = 12;

  /** One that refers to itself in many places grows without end: past this it says nothing. */
  private static final int NODES_MAX = 20_000;

  private final JsonNode root;
  private int nodes;

  private Schemas(JsonNode root) {
    this.root = root;
  }

  static Schema read(JsonNode schema) {
    return new Schemas(schema).read(schema, 0);
  }

  private Schema read(JsonNode given, int depth) {
    JsonNode node = given.has("$ref") ? target(given.path("$ref").asString("")) : given;
    if (depth == DEPTH_MAX || !node.isObject() || nodes++ >= NODES_MAX) {
      return Schema.ANY;
    }
    Map<String, Schema> properties = new LinkedHashMap<>();
    node.path("properties")
        .properties()
        .forEach(entry -> properties.put(entry.getKey(), read(entry.getValue(), depth + 1)));
    Set<String> required = new LinkedHashSet<>();
    node.path("required").forEach(name -> required.add(name.asString("")));
    List<String> choices = new ArrayList<>();
    node.path("enum").forEach(choice -> choices.add(choice.toString()));
    List<Schema> items = new ArrayList<>();
    if (node.has("items")) {
      items.add(read(node.path("items"), depth + 1));
    }
    List<Schema> anyOf = new ArrayList<>();
    node.path("anyOf").forEach(one -> anyOf.add(read(one, depth + 1)));
    String standard = node.has("default") ? node.path("default").toString() : "";
    return new Schema(
        types(node.path("type")),
        node.path("title").asString(""),
        node.path("description").asString(""),
        choices,
        standard,
        properties,
        required,
        items,
        anyOf);
  }

  private static List<String> types(JsonNode type) {
    List<String> types = new ArrayList<>();
    if (type.isString()) {
      types.add(type.asString().toLowerCase(Locale.ROOT));
    }
    type.forEach(one -> types.add(one.asString("").toLowerCase(Locale.ROOT)));
    return types;
  }

  /** {@code #/$defs/Name} */
  private JsonNode target(String reference) {
    return reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
  }
}
