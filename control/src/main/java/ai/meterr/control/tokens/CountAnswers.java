package ai.meterr.control.tokens;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.control.access.CountLimits;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.JsonBody;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.RequestBody;
import ai.meterr.control.tokens.CountQuestion.Content;
import ai.meterr.control.tokens.CountQuestion.Model;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Pricer;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.TokenCount;
import ai.meterr.tokens.TokenCut;
import ai.meterr.tokens.chat.Counters;
import ai.meterr.tokens.chat.ModelCounter;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;

/** Counts a text or a request for several models at once, and prices it. Nothing of it is kept. */
public final class CountAnswers {
  private static final int BODY_MAX = 1 << 20;

  private final Counters counters;
  private final Pricer prices;
  private final InstantSource clock;
  private final CountLimits limits;

  /** Whoever counts for nothing never takes more than half of the cores. */
  private final Semaphore counting =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** What is said of one model. */
  private record Answer(Model model, Optional<TokenCount> count, Optional<CostResult> cost) {}

  public CountAnswers(Counters counters, Pricer prices, InstantSource clock) {
    this.counters = counters;
    this.prices = prices;
    this.clock = clock;
    this.limits = new CountLimits(clock);
  }

  public void count(ServerRequest request, ServerResponse response) {
    Parameters.read(request.query().rawValue(), Set.of());
    JsonBody.require(request);
    limits.take(request);
    CountQuestion question = CountQuestion.read(RequestBody.read(request, BODY_MAX));
    byte[] answer = answer(question);
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(answer);
  }

  private byte[] answer(CountQuestion question) {
    counting.acquireUninterruptibly();
    try {
      List<Answer> answers = question.models().stream().map(model -> of(question, model)).toList();
      Optional<int[]> boundaries = boundaries(question);
      return Answers.json(json -> write(json, answers, question, boundaries));
    } finally {
      counting.release();
    }
  }

  private Answer of(CountQuestion question, Model model) {
    Optional<TokenCount> count =
        counters
            .find(model.name())
            .map(
                counter ->
                    switch (question.content()) {
                      case Content.Text(var text, var utf8) -> counter.text(utf8);
                      case Content.Request(var conversation) -> counter.conversation(conversation);
                    });
    return new Answer(model, count, count.map(counted -> price(question, model, counted)));
  }

  private CostResult price(CountQuestion question, Model model, TokenCount count) {
    long cached = count.tokens() * question.cachedPercent() / 100;
    Usage usage =
        Usage.builder()
            .add(Meter.INPUT, BigDecimal.valueOf(count.tokens() - cached))
            .add(Meter.CACHE_READ, BigDecimal.valueOf(cached))
            .add(Meter.OUTPUT, BigDecimal.valueOf(question.answerTokens()))
            .build();
    return prices.price(
        new Charge(
            model.provider(),
            null,
            new ModelId(model.name()),
            Operation.CHAT,
            null,
            null,
            usage,
            List.of(),
            clock.instant()));
  }

  /**
   * Where tokens end, in UTF-16 code units. A token that ends inside a character ends behind it
   * here. Empty where the encoding changes the text before it cuts it.
   */
  private Optional<int[]> boundaries(CountQuestion question) {
    if (question.boundariesOf().isEmpty()
        || !(question.content() instanceof Content.Text(var text, var utf8))) {
      return Optional.empty();
    }
    Optional<ModelCounter> counter = counters.find(question.boundariesOf());
    return counter
        .map(known -> known.cut(utf8))
        .filter(cut -> Arrays.equals(cut.utf8(), utf8))
        .map(CountAnswers::inUtf16);
  }

  private static int[] inUtf16(TokenCut cut) {
    int[] ends = cut.ends().clone();
    byte[] utf8 = cut.utf8();
    int units = 0;
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      for (; at < ends[i]; at++) {
        // a character counts at its first byte; those of four bytes are two units
        int lead = utf8[at] & 0xff;
        units += (lead & 0xc0) == 0x80 ? 0 : lead >= 0xf0 ? 2 : 1;
      }
      ends[i] = units;
    }
    return ends;
  }

  private void write(
      JsonGenerator json,
      List<Answer> answers,
      CountQuestion question,
      Optional<int[]> boundaries) {
    json.writeStartObject();
    json.writeArrayPropertyStart("models");
    answers.forEach(answer -> write(json, answer));
    json.writeEndArray();
    boundaries.ifPresent(
        ends -> {
          json.writeObjectPropertyStart("boundaries");
          json.writeStringProperty("model", question.boundariesOf());
          json.writeArrayPropertyStart("ends");
          Arrays.stream(ends).forEach(json::writeNumber);
          json.writeEndArray();
          json.writeEndObject();
        });
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Answer answer) {
    json.writeStartObject();
    json.writeStringProperty("provider", answer.model().provider().toString());
    json.writeStringProperty("model", answer.model().name());
    if (answer.count().isPresent()) {
      TokenCount count = answer.count().get();
      json.writeNumberProperty("tokens", count.tokens());
      json.writeStringProperty("exactness", count.exactness().word());
      json.writeStringProperty("encoding", count.encoding().name());
      if (count.exactness() instanceof Exactness.Calibrated(double error)) {
        json.writeNumberProperty("error", error);
      }
    } else {
      json.writeNullProperty("tokens");
    }
    cost(json, answer.cost());
    json.writeEndObject();
  }

  private static void cost(JsonGenerator json, Optional<CostResult> cost) {
    switch (cost.orElse(null)) {
      case CostResult.Priced priced -> {
        json.writeStringProperty("cost", priced.total().toDecimalString());
        json.writeStringProperty("currency", priced.total().currency().code());
        json.writeArrayPropertyStart("lines");
        priced.lines().forEach(line -> write(json, line));
        json.writeEndArray();
        json.writeObjectPropertyStart("price");
        json.writeStringProperty("id", priced.price().id());
        json.writeStringProperty("source", priced.price().source());
        json.writeStringProperty("retrieved_at", priced.price().retrievedAt().toString());
        json.writeEndObject();
      }
      case CostResult.Free any -> json.writeStringProperty("cost", "0");
      case CostResult.Unpriced any -> json.writeNullProperty("cost");
      case null -> json.writeNullProperty("cost");
    }
  }

  private static void write(JsonGenerator json, Line line) {
    json.writeStartObject();
    json.writeStringProperty("meter", line.meter().toString());
    json.writeStringProperty("quantity", line.quantity().toPlainString());
    json.writeStringProperty("unit_price", line.unitPrice().toPlainString());
    json.writeStringProperty("amount", line.amount().toPlainString());
    json.writeEndObject();
  }
}
