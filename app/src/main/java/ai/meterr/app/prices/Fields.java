package ai.meterr.app.prices;

import ai.meterr.pricing.BadPriceBook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML mapping that knows where it stands. Values are taken as they are written, never as
 * numbers: YAML's own would be binary fractions.
 */
final class Fields {
  private final String file;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private Fields(String file, MappingNode node) {
    this.file = file;
    this.node = node;
    for (NodeTuple tuple : node.getValue()) {
      String key = text(tuple.getKeyNode());
      if (values.put(key, tuple.getValueNode()) != null) {
        throw bad(tuple.getKeyNode(), key + " is given twice");
      }
    }
  }

  static Fields of(String file, Node node) {
    if (node instanceof MappingNode mapping) {
      return new Fields(file, mapping);
    }
    throw bad(file, node, "a mapping is needed here");
  }

  /** {@code openai.yaml:12}. */
  String place() {
    return place(file, node);
  }

  Set<String> names() {
    return values.keySet();
  }

  void allow(Set<String> known) {
    for (String name : names()) {
      if (!known.contains(name)) {
        throw bad(name, "is not known here; known are " + String.join(", ", known));
      }
    }
  }

  @Nullable String text(String name) {
    Node value = values.get(name);
    return value == null ? null : text(value);
  }

  String required(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw new BadPriceBook(place() + ": " + name + " is missing");
    }
    return text;
  }

  Fields mapping(String name) {
    Node value = values.get(name);
    if (value == null) {
      throw new BadPriceBook(place() + ": " + name + " is missing");
    }
    return of(file, value);
  }

  /** Empty where there is none. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    items(name).forEach(item -> texts.add(text(item)));
    return texts;
  }

  /** Empty where there is none. */
  List<Fields> mappings(String name) {
    List<Fields> mappings = new ArrayList<>();
    items(name).forEach(item -> mappings.add(of(file, item)));
    return mappings;
  }

  private List<Node> items(String name) {
    return switch (values.get(name)) {
      case null -> List.of();
      case SequenceNode sequence -> sequence.getValue();
      case Node other -> throw bad(other, name + " must be a list");
    };
  }

  /** What is wrong with the value of a field. */
  BadPriceBook bad(String name, String what) {
    return bad(values.getOrDefault(name, node), name + " " + what);
  }

  private String text(Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue().strip();
    }
    throw bad(value, "a single value is needed here");
  }

  private BadPriceBook bad(Node where, String what) {
    return bad(file, where, what);
  }

  private static BadPriceBook bad(String file, Node where, String what) {
    return new BadPriceBook(place(file, where) + ": " + what);
  }

  private static String place(String file, Node node) {
    return node.getStartMark().map(mark -> file + ":" + (mark.getLine() + 1)).orElse(file);
  }
}
