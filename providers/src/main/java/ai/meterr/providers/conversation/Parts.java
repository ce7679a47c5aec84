package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Reads the content of a message: a text, or parts of which each names its type, or in Bedrock's
 * converse has it as its only member.
 */
final class Parts {
  private Parts() {}

  static List<Part> read(JsonNode content) {
    if (content.isString()) {
      return List.of(new Part.Text(content.asString()));
    }
    List<Part> parts = new ArrayList<>();
    content.forEach(part -> parts.addAll(part(part)));
    return parts;
  }

  private static List<Part> part(JsonNode part) {
    if (part.isString()) {
      return List.of(new Part.Text(part.asString()));
    }
    return part.has("type") ? typed(part) : named(part);
  }

  private static List<Part> typed(JsonNode part) {
    String type = part.path("type").asString("");
    return switch (type) {
      case "text", "input_text", "output_text", "refusal" ->
          List.of(new Part.Text(part.path("text").asString(part.path("refusal").asString(""))));
      case "tool_use" -> List.of();
      case "tool_result" -> read(part.path("content"));
      case "image_url" -> List.of(picture(part.path("image_url")));
      case "input_image" -> List.of(picture(part));
      case "image" -> List.of(picture(part.path("source")));
      case "document", "file", "input_file" -> List.of(document(part));
      case "input_audio", "audio" -> List.of(new Part.Audio(0));
      case "video", "video_url" -> List.of(new Part.Video(0));
      default -> List.of(new Part.Unknown(type));
    };
  }

  /** {@code {"image": {"format": "png", "source": {"bytes": "…"}}}} */
  private static List<Part> named(JsonNode block) {
    String kind = block.has("text") ? "text" : String.join(" ", block.propertyNames());
    JsonNode given = block.path(kind);
    return switch (kind) {
      case "text" -> List.of(new Part.Text(given.asString("")));
      case "json" -> List.of(new Part.Text(given.toString()));
      case "toolUse" -> List.of();
      case "toolResult" -> read(given.path("content"));
      case "image" -> List.of(picture(given.path("source")));
      case "document" -> List.of(new Part.Document(0));
      case "audio" -> List.of(new Part.Audio(0));
      case "video" -> List.of(new Part.Video(0));
      default -> List.of(new Part.Unknown(kind));
    };
  }

  private static Part picture(JsonNode picture) {
    String data = picture.isString() ? picture.asString() : "";
    for (String name : List.of("url", "data", "image_url", "bytes")) {
      data = data.isEmpty() ? picture.path(name).asString("") : data;
    }
    Part.Detail detail =
        switch (picture.path("detail").asString("auto").toLowerCase(Locale.ROOT)) {
          case "low" -> Part.Detail.LOW;
          case "high" -> Part.Detail.HIGH;
          default -> Part.Detail.AUTO;
        };
    return ImageSize.of(data).of(detail);
  }

  /** A text that is sent as a document is text. */
  private static Part document(JsonNode part) {
    JsonNode source = part.path("source");
    return source.path("type").asString("").equals("text")
        ? new Part.Text(source.path("data").asString(""))
        : new Part.Document(0);
  }
}
