package ai.meterr.app.demo;

import ai.meterr.app.demo.DemoProgram.Shape;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** The path and the body of one call, in the API of the model's provider. */
final class DemoBodies {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OUTPUT_TOKENS_MAX = 1200;

  /** Enough for every provider's cache, which begins at 1,024 tokens. */
  private static final int KEPT_SENTENCES = 90;

  private static final List<String> SENTENCES =
      List.of(
          "Answer in the language of the customer and keep to what the file says.",
          "A waybill has eleven digits; the last one is a check digit.",
          "Parcels above thirty kilograms go by pallet and need a loading time.",
          "The terminal in Moss closes at six, the one in Halden at seven.",
          "Never promise an hour; name the half day.",
          "Tariff numbers are written without points.",
          "The driver's telephone number is never given to a customer.");
  private static final List<String> QUESTIONS =
      List.of(
          "Where is the consignment that left Gothenburg yesterday?",
          "Draft an answer to the customer who asks for a refund of the storage fee.",
          "Which of these lines on the invoice does not match the order?",
          "Explain in two sentences why the lorry is late.",
          "Read the waybill and give consignor, consignee and weight.",
          "Propose a tariff number for a cooling unit with a cracked casing.",
          "Review this change and say what could go wrong.");

  private static final Map<String, Object> WAYBILL =
      object(
          "type",
          "object",
          "properties",
          object(
              "waybill",
              object("type", "string"),
              "pallets",
              object("type", "integer"),
              "sealed",
              object("type", "boolean")),
          "required",
          List.of("waybill"));

  private final Shape shape;
  private final DemoModel model;
  private final String question;
  private final String kept;
  private final boolean withTool;
  private final boolean usageAsked;

  DemoBodies(DemoProgram program, DemoModel model, SplittableRandom random) {
    this.shape = program.shape();
    this.model = model;
    this.question =
        QUESTIONS.get(random.nextInt(QUESTIONS.size()))
            + " File "
            + random.nextInt(100_000, 1_000_000)
            + ". "
            + sentences(random, shape.fresh() / 200);
    this.kept =
        shape.kept() == 0
            ? ""
            : sentences(new SplittableRandom(program.feature().hashCode()), KEPT_SENTENCES);
    this.withTool = shape.operation() == Operation.CHAT && random.nextInt(5) == 0;
    this.usageAsked = random.nextBoolean();
  }

  private static String sentences(SplittableRandom random, int count) {
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(SENTENCES.get(random.nextInt(SENTENCES.size())));
    }
    return String.join(" ", drawn);
  }

  static String modelsPath(DemoModel model) {
    return model.provider().equals(ProviderId.GEMINI) ? "/v1beta/models" : "/v1/models";
  }

  String path() {
    if (model.provider().equals(ProviderId.ANTHROPIC)) {
      return "/v1/messages";
    }
    if (model.provider().equals(ProviderId.GEMINI)) {
      return gemini(shape.streamed() ? "streamGenerateContent?alt=sse" : "generateContent");
    }
    if (shape.operation() == Operation.EMBEDDINGS) {
      return "/v1/embeddings";
    }
    return asksResponses() ? "/v1/responses" : "/v1/chat/completions";
  }

  String body() {
    return JSON.writeValueAsString(
        switch (model.provider().name()) {
          case "anthropic" -> messages(true);
          case "gemini" -> contents();
          default ->
              shape.operation() == Operation.EMBEDDINGS
                  ? object("model", asked(), "input", List.of(question, kept + question))
                  : asksResponses() ? responses() : chat();
        });
  }

  /** OpenAI's count is not an endpoint that programs use. */
  boolean canCount() {
    return !model.provider().equals(ProviderId.OPENAI);
  }

  String countPath() {
    return model.provider().equals(ProviderId.GEMINI)
        ? gemini("countTokens")
        : "/v1/messages/count_tokens";
  }

  String count() {
    return JSON.writeValueAsString(
        model.provider().equals(ProviderId.GEMINI)
            ? object("contents", List.of(content(question)))
            : messages(false));
  }

  private String asked() {
    return model.asked().name();
  }

  private String gemini(String verb) {
    return "/v1beta/models/" + asked() + ":" + verb;
  }

  /** What thinks and does not stream uses OpenAI's newer endpoint. */
  private boolean asksResponses() {
    return shape.reasoning() > 0 && !shape.streamed();
  }

  private Map<String, Object> chat() {
    Map<String, Object> body = object("model", asked(), "max_completion_tokens", OUTPUT_TOKENS_MAX);
    List<Object> messages = new ArrayList<>();
    if (!kept.isEmpty()) {
      messages.add(object("role", "system", "content", kept));
    }
    messages.add(object("role", "user", "content", question));
    body.put("messages", messages);
    if (withTool) {
      Object function = object("name", "find_waybill", "parameters", WAYBILL);
      body.put("tools", List.of(object("type", "function", "function", function)));
    }
    if (shape.streamed()) {
      body.put("stream", true);
      if (usageAsked) {
        body.put("stream_options", object("include_usage", true));
      }
    }
    return body;
  }

  private Map<String, Object> responses() {
    Map<String, Object> body =
        object(
            "model",
            asked(),
            "input",
            question,
            "max_output_tokens",
            OUTPUT_TOKENS_MAX,
            "reasoning",
            object("effort", "low"));
    if (!kept.isEmpty()) {
      body.put("instructions", kept);
    }
    if (withTool) {
      body.put(
          "tools",
          List.of(object("type", "function", "name", "find_waybill", "parameters", WAYBILL)));
    }
    return body;
  }

  private Map<String, Object> messages(boolean answered) {
    Map<String, Object> body = object("model", asked());
    body.put("messages", List.of(object("role", "user", "content", question)));
    if (!kept.isEmpty()) {
      Object cache =
          shape.keptForAnHour()
              ? object("type", "ephemeral", "ttl", "1h")
              : object("type", "ephemeral");
      body.put("system", List.of(object("type", "text", "text", kept, "cache_control", cache)));
    }
    if (withTool) {
      body.put("tools", List.of(object("name", "find_waybill", "input_schema", WAYBILL)));
    }
    if (answered) {
      body.put("max_tokens", OUTPUT_TOKENS_MAX);
      body.put("stream", shape.streamed());
    }
    return body;
  }

  private Map<String, Object> contents() {
    Map<String, Object> body = object("contents", List.of(content(question)));
    if (!kept.isEmpty()) {
      body.put("systemInstruction", object("parts", List.of(object("text", kept))));
    }
    if (withTool) {
      Object declaration = object("name", "find_waybill", "parametersJsonSchema", WAYBILL);
      body.put("tools", List.of(object("functionDeclarations", List.of(declaration))));
    }
    Map<String, Object> config =
        object(
            "maxOutputTokens", OUTPUT_TOKENS_MAX, "thinkingConfig", object("thinkingBudget", 512));
    if (!withTool && !shape.streamed()) {
      config.put("responseMimeType", "application/json");
      config.put("responseJsonSchema", WAYBILL);
    }
    body.put("generationConfig", config);
    return body;
  }

  private static Map<String, Object> content(String text) {
    return object("role", "user", "parts", List.of(object("text", text)));
  }

  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
