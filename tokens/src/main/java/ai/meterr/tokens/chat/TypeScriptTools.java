package ai.meterr.tokens.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How OpenAI shows functions to its models: as TypeScript. Not published; found by comparing with
 * the usage of recorded calls (docs/reference/tokens.md has the figures).
 */
final class TypeScriptTools {
  private static final String HEAD = "# Tools\n\n## functions\n\nnamespace functions {\n\n";
  private static final String TAIL = "} // namespace functions";

  private TypeScriptTools() {}

  static String of(List<Conversation.Tool> tools) {
    var text = new StringBuilder(HEAD);
    for (Conversation.Tool tool : tools) {
      // blank lines and indentation of a function's description are dropped, of a parameter's kept
      tool.description()
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(line -> text.append("// ").append(line).append('\n'));
      if (!tool.parameters().title().isEmpty()) {
        text.append("// ").append(tool.parameters().title()).append('\n');
      }
      String parameters =
          tool.parameters().properties().isEmpty() ? "" : "_: " + object(tool.parameters());
      text.append("type ").append(tool.name()).append(" = (").append(parameters);
      text.append(") => any;\n\n");
    }
    return text.append(TAIL).toString();
  }

  /** In one line where there is nothing to say of any property. */
  private static String object(Schema schema) {
    boolean remarks = schema.properties().values().stream().anyMatch(TypeScriptTools::hasRemark);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
      Schema value = property.getValue();
      for (String remark : List.of(value.title(), value.description())) {
        if (!remark.isEmpty()) {
          lines.add("// " + remark.replace("\n", "\n// "));
        }
      }
      String optional = schema.required().contains(property.getKey()) ? "" : "?";
      String standard = value.standard().isEmpty() ? "" : " // default: " + value.standard();
      lines.add(property.getKey() + optional + ": " + type(value) + "," + standard);
    }
    if (remarks) {
      return "{\n" + String.join("\n", lines) + "\n}";
    }
    String line = String.join(" ", lines);
    return "{ " + line.substring(0, line.length() - 1) + " }";
  }

  private static boolean hasRemark(Schema value) {
    return !(value.title() + value.description() + value.standard()).isEmpty();
  }

  private static String type(Schema schema) {
    if (!schema.choices().isEmpty()) {
      return String.join(" | ", schema.choices());
    }
    if (!schema.anyOf().isEmpty()) {
      return schema.anyOf().stream().map(TypeScriptTools::type).collect(Collectors.joining(" | "));
    }
    if (schema.types().isEmpty()) {
      return schema.properties().isEmpty() ? "any" : object(schema);
    }
    return schema.types().stream()
        .map(name -> named(name, schema))
        .collect(Collectors.joining(" | "));
  }

  private static String named(String name, Schema schema) {
    return switch (name) {
      case "integer", "number" -> "number";
      case "string", "boolean", "null" -> name;
      case "array" -> (schema.items().isEmpty() ? "any" : type(schema.items().getFirst())) + "[]";
      case "object" -> schema.properties().isEmpty() ? "object" : object(schema);
      default -> "any";
    };
  }
}
