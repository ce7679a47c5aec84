package ai.meterr.providers.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Builds {@link Picked} trees from a parser's tokens. Every element of an array at the root is a
 * document of its own.
 */
final class Picker {
  /** Values kept of one document; what comes after them is left out. */
  private static final int VALUES_MAX = 50_000;

  private final Paths wanted;
  private final List<Open> open = new ArrayList<>();
  private String name = "";
  private int skipping;
  private int values;
  private boolean inRootArray;

  Picker(Paths wanted) {
    this.wanted = wanted;
  }

  /** A container whose end has not come. */
  private record Open(Picked container, Paths paths) {}

  boolean isBetweenDocuments() {
    return open.isEmpty() && skipping == 0;
  }

  boolean isInRootArray() {
    return inRootArray;
  }

  /** The document that this token completes, else null. */
  @Nullable Picked token(JsonToken token, JsonParser parser) {
    if (skipping > 0) {
      skipping += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      return null;
    }
    if (token == JsonToken.PROPERTY_NAME) {
      name = parser.currentName();
      return null;
    }
    if (token.isStructEnd()) {
      return end();
    }
    if (token == JsonToken.START_ARRAY && open.isEmpty() && !inRootArray) {
      inRootArray = true;
      return null;
    }
    Paths paths = pathsOfNext();
    if (paths == null || values == VALUES_MAX) {
      skipping = token.isStructStart() ? 1 : 0;
      return null;
    }
    values++;
    return begin(token, parser, paths);
  }

  private @Nullable Paths pathsOfNext() {
    if (open.isEmpty()) {
      return wanted;
    }
    Open parent = open.getLast();
    return parent.container.isObject() ? parent.paths.member(name) : parent.paths.element();
  }

  private @Nullable Picked begin(JsonToken token, JsonParser parser, Paths paths) {
    Picked value =
        switch (token) {
          case START_OBJECT -> Picked.object();
          case START_ARRAY -> Picked.array();
          case VALUE_STRING -> Picked.scalar(parser.getString());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Picked.scalar(parser.getDecimalValue());
          case VALUE_TRUE -> Picked.scalar(true);
          case VALUE_FALSE -> Picked.scalar(false);
          default -> Picked.NULL;
        };
    if (!open.isEmpty()) {
      open.getLast().container.add(name, value);
    }
    if (token.isStructStart()) {
      open.add(new Open(value, paths));
      return null;
    }
    return open.isEmpty() ? finished(value) : null;
  }

  private @Nullable Picked end() {
    if (open.isEmpty()) {
      inRootArray = false;
      return null;
    }
    Picked container = open.removeLast().container;
    return open.isEmpty() ? finished(container) : null;
  }

  private Picked finished(Picked document) {
    values = 0;
    return document;
  }
}
