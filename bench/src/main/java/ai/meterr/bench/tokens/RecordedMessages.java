package ai.meterr.bench.tokens;

import ai.meterr.providers.conversation.ConversationReader;
import ai.meterr.testkit.replay.Recordings;
import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import ai.meterr.tokens.chat.Calibration;
import ai.meterr.tokens.chat.Calibration.Sample;
import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Counters;
import ai.meterr.tokens.chat.Features;
import ai.meterr.tokens.chat.ModelCounter;
import ai.meterr.tokens.chat.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Counts recorded requests and holds the counts beside what the provider billed. OpenAI's as they
 * are; for others fits a calibration for each family of models and measures it on calls from tests
 * that it was not fitted to.
 */
final class RecordedMessages {
  private static final int FOLDS = 5;

  /** How many samples' worth the weights have that are there before the fit. */
  private static final double TRUST = 1;

  /** A family with fewer calls is not fitted. */
  private static final int CALLS_MIN = 15;

  /** A request and what was billed for it. */
  private record Call(
      String provider, String api, String model, String test, Conversation sent, long billed) {}

  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Integer> leftOut = new TreeMap<>();

  private RecordedMessages() {}

  /** What was counted and what was billed. */
  record Pair(long counted, long billed) {
    double error() {
      return Math.abs(counted - billed) / (double) billed;
    }
  }

  /** Reads all recordings of a folder, fits, and prints tables in Markdown. */
  static void run(Path folder) throws IOException {
    RecordedMessages messages = readAll(folder);
    messages.printOpenAi();
    messages.families();
    System.out.println("\nleft out: " + messages.leftOut);
  }

  /**
   * @param folder holds {@code PROVIDER.jsonl.gz}
   */
  static RecordedMessages readAll(Path folder) throws IOException {
    var messages = new RecordedMessages();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(RecordedMessages::isRecording).sorted().toList()) {
        Recordings.each(file, messages::add);
      }
    }
    return messages;
  }

  private static boolean isRecording(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".jsonl.gz") && !name.startsWith("golden");
  }

  private void add(JsonNode record) {
    JsonNode usage = record.path("expected_usage");
    long billed = usage.path("input_total").asLong(0);
    Optional<Conversation> sent = ConversationReader.read(record.path("request"));
    String api = record.path("endpoint").asString();
    if (billed <= 0 || sent.isEmpty() || api.equals("embeddings") || api.endsWith("compact")) {
      return;
    }
    Optional<String> why = unfit(record, usage, sent.get());
    if (why.isPresent()) {
      leftOut.merge(why.get(), 1, Integer::sum);
      return;
    }
    String model =
        record.path("model_reported").asString(record.path("model_requested").asString(""));
    calls.add(
        new Call(
            record.path("provider").asString(),
            api,
            model.toLowerCase(Locale.ROOT),
            record.path("source_path").asString(),
            sent.get(),
            billed));
  }

  /** Why a request tells nothing about counting text. */
  private static Optional<String> unfit(JsonNode record, JsonNode usage, Conversation sent) {
    JsonNode request = record.path("request");
    if (usage.path("ambiguous").asBoolean(false) || !usage.path("sub_calls").isEmpty()) {
      return Optional.of("several calls in one");
    }
    if (request.has("previous_response_id")
        || request.has("conversation")
        || request.has("cachedContent")
        || request.has("prompt")
        || request.has("mcp_servers")
        || request.has("container")
        || record.path("model_requested").asString("").contains("search")) {
      return Optional.of("part of it is at the provider");
    }
    boolean media =
        sent.messages().stream()
            .flatMap(message -> message.parts().stream())
            .anyMatch(part -> !(part instanceof Part.Text));
    if (media) {
      return Optional.of("media and unknown parts");
    }
    for (JsonNode tool : request.path("tools")) {
      String type = tool.path("type").asString("function");
      boolean declared = tool.has("functionDeclarations") || tool.has("function_declarations");
      boolean gemini = request.has("contents");
      if (gemini ? !declared : !type.equals("function") && !type.equals("custom")) {
        return Optional.of("tools of the provider's own");
      }
    }
    return Optional.empty();
  }

  /** By provider, API and what kind of request it is. */
  Map<String, List<Pair>> openAi() {
    Counters counters = Counters.bundled();
    Map<String, List<Pair>> rows = new TreeMap<>();
    for (Call call : calls) {
      Optional<ModelCounter> counter = counters.find(call.model());
      boolean openAi = call.provider().equals("openai") || call.provider().equals("azure");
      if (openAi && call.model().matches("gpt-.*|o[134].*") && counter.isPresent()) {
        long counted = counter.get().conversation(call.sent()).tokens();
        String row = call.provider() + " | " + call.api() + " | " + kind(call.sent());
        rows.computeIfAbsent(row, any -> new ArrayList<>()).add(new Pair(counted, call.billed()));
      }
    }
    return rows;
  }

  private static String kind(Conversation sent) {
    if (!sent.answerFormat().isEmpty()) {
      return "answer format";
    }
    boolean calls = sent.messages().stream().anyMatch(message -> !message.calls().isEmpty());
    return calls || !sent.tools().isEmpty() ? "functions" : "messages";
  }

  private void printOpenAi() {
    System.out.println(
        "\n| provider | API | what | calls | equal | mean error | error of the sum |");
    System.out.println("|---|---|---|--:|--:|--:|--:|");
    openAi()
        .forEach(
            (row, pairs) ->
                System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f %% | %+.2f %% |%n",
                    row,
                    pairs.size(),
                    pairs.stream().filter(pair -> pair.counted() == pair.billed()).count(),
                    100 * mean(pairs),
                    100 * sumError(pairs)));
  }

  static double mean(List<Pair> pairs) {
    return pairs.stream().mapToDouble(Pair::error).average().orElse(0);
  }

  private static double sumError(List<Pair> pairs) {
    double counted = pairs.stream().mapToLong(Pair::counted).sum();
    return counted / pairs.stream().mapToLong(Pair::billed).sum() - 1;
  }

  private void families() {
    Map<String, List<Call>> families = new LinkedHashMap<>();
    for (Call call : calls) {
      String family = family(call);
      if (!family.isEmpty()) {
        families.computeIfAbsent(family, any -> new ArrayList<>()).add(call);
      }
    }
    Encodings encodings = Encodings.bundled();
    List<String> fitted = new ArrayList<>();
    System.out.println(
        "\n| models | base | calls | tests | as is | held out: mean | median | error of the sum |");
    System.out.println("|---|---|--:|--:|--:|--:|--:|--:|");
    families.forEach(
        (family, members) -> {
          if (members.size() >= CALLS_MIN) {
            fitted.add(family + "* " + fit(family, members, encodings).text());
          } else {
            leftOut.merge("family too small: " + family, members.size(), Integer::sum);
          }
        });
    System.out.println();
    fitted.forEach(System.out::println);
  }

  private static Calibration fit(String family, List<Call> members, Encodings encodings) {
    Encoding base = encodings.get(base(family));
    Calibration plain = Calibration.plain(base.id());
    List<Sample> all = members.stream().map(call -> sample(base, call)).toList();
    List<Pair> heldOut = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Sample> known = new ArrayList<>();
      List<Sample> held = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        int own = Math.floorMod(members.get(i).test().hashCode(), FOLDS);
        (own == fold ? held : known).add(all.get(i));
      }
      Calibration calibration = plain.fit(known, TRUST);
      held.forEach(
          sample -> heldOut.add(new Pair(calibration.count(sample.features()), sample.billed())));
    }
    double[] errors = heldOut.stream().mapToDouble(Pair::error).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d | %d | %.1f %% | %.1f %% | %.1f %% | %+.1f %% |%n",
        family,
        base.id(),
        members.size(),
        members.stream().map(Call::test).distinct().count(),
        100 * plain.errorOn(all),
        100 * mean(heldOut),
        100 * errors[errors.length / 2],
        100 * sumError(heldOut));
    return plain.fit(all, TRUST).withError(mean(heldOut));
  }

  private static Sample sample(Encoding base, Call call) {
    return new Sample(Features.of(base, call.sent()), call.billed());
  }

  /** The longest beginning that is counted with one calibration; empty: none is wanted. */
  private static String family(Call call) {
    String model = call.model();
    if (call.provider().equals("anthropic")) {
      // from Opus 4.7 on there is another tokenizer
      if (model.matches("claude-(opus-4-[78]|(opus|sonnet|haiku|fable)-5).*")) {
        return "claude-5";
      }
      for (String family :
          List.of("claude-3", "claude-sonnet-4", "claude-haiku-4", "claude-opus-4")) {
        if (model.startsWith(family)) {
          return family;
        }
      }
    }
    boolean google = call.provider().equals("gemini") || call.provider().equals("vertex");
    if (google && model.startsWith("gemini-")) {
      return "gemini-";
    }
    return switch (call.provider()) {
      case "xai" -> model.startsWith("grok-") ? model.replaceAll("(grok-\\d).*", "$1") : "";
      case "mistral" -> model.replaceAll("^([a-z]+)-.*", "$1-");
      case "cohere" -> "command-";
      case "deepseek" -> "deepseek-";
      case "groq" -> model.startsWith("llama-3") ? "llama-3" : "";
      default -> "";
    };
  }

  private static EncodingId base(String family) {
    if (family.startsWith("claude")) {
      return EncodingId.CLAUDE_LEGACY;
    }
    if (family.startsWith("deepseek")) {
      return EncodingId.DEEPSEEK_V3;
    }
    boolean mistral =
        List.of("mistral-", "ministral-", "codestral-", "magistral-", "pixtral-", "devstral-")
            .contains(family);
    return mistral ? EncodingId.MISTRAL_TEKKEN : EncodingId.O200K_BASE;
  }
}
