package ai.meterr.providers.answer;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.money.Money;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a batch, which come back together: lines of a file, or elements of a list. Their
 * usage is summed under the model that answered first; what others answered are further calls. Each
 * item has its own id and the whole has none: it goes by the id of its first item.
 */
public final class ManyAnswers implements Transcript {
  private static final String TIER = "batch";

  /** A batch names one model, or a few; more is no batch. */
  private static final int MODELS_MAX = 64;

  /** Where items were served that cost differently: a region that no price is for. */
  private static final String SEVERAL = "several";

  private final @Nullable String list;
  private final List<String> wayToAnswer;
  private final UsageRule rule;
  private final Findings findings = new Findings();
  private final Map<ModelId, Usage> byModel = new LinkedHashMap<>();
  private final Map<SubCall, Usage> further = new LinkedHashMap<>();
  private @Nullable String region;
  private @Nullable Money stated;
  private boolean allStated = true;
  private @Nullable Nonsense nonsense;

  /**
   * An endpoint that such answers are looked at by.
   *
   * @param list the member that holds the items; null: each document is one
   * @param wayToAnswer the members from an item to the answer in it
   */
  public static Endpoint endpoint(@Nullable String list, List<String> wayToAnswer, UsageRule rule) {
    String way = (list == null ? "" : list + ".[].") + String.join(".", wayToAnswer);
    Paths wanted = Paths.of(way + ".id", way + ".model", way + ".usage.**");
    return new JsonEndpoint(
        Operation.BATCH,
        EndpointKind.NO_USAGE,
        null,
        () -> new AnswerDocuments(wanted, new ManyAnswers(list, wayToAnswer, rule)));
  }

  private ManyAnswers(@Nullable String list, List<String> wayToAnswer, UsageRule rule) {
    this.list = list;
    this.wayToAnswer = List.copyOf(wayToAnswer);
    this.rule = rule;
  }

  @Override
  public Progress document(Picked document) {
    if (list == null) {
      item(document);
    } else {
      document.at(list).items().forEach(this::item);
    }
    return Progress.OPEN;
  }

  @Override
  public boolean isWhole(Picked document) {
    return list != null;
  }

  private void item(Picked item) {
    Picked answer = item;
    for (String member : wayToAnswer) {
      answer = answer.at(member);
    }
    if (answer.at("usage").isThere()) {
      try {
        add(answer);
      } catch (Nonsense why) {
        nonsense = nonsense == null ? why : nonsense;
      }
    }
  }

  private void add(Picked answer) throws Nonsense {
    Findings told = new Findings();
    told.model(answer.at("model"));
    Usage usage = rule.read(answer.at("usage"), told);
    ModelId model = told.model();
    if (model == null) {
      throw new Nonsense("an item of the batch names no model");
    }
    if (byModel.isEmpty()) {
      findings.id(answer.at("id"));
    }
    byModel.merge(model, usage, Usage::plus);
    for (SubCall call : told.subCalls()) {
      further.merge(new SubCall(call.model(), call.role(), Usage.NONE), call.usage(), Usage::plus);
    }
    told.notes().forEach(findings::note);
    String served = Objects.requireNonNullElse(told.region(), "");
    region = region == null || region.equals(served) ? served : SEVERAL;
    add(told.providerCost());
    if (byModel.size() + further.size() > MODELS_MAX) {
      throw new Nonsense("more than " + MODELS_MAX + " models in one batch");
    }
  }

  private void add(@Nullable Money money) {
    allStated &= money != null;
    if (money != null) {
      stated = stated == null ? money : stated.plus(money);
    }
  }

  /** A part of a batch is not its usage: whoever wants the rest asks again. */
  @Override
  public Reading finish(boolean complete) {
    if (byModel.isEmpty() && nonsense == null || !complete) {
      return findings.silent(complete);
    }
    if (nonsense != null) {
      return findings.nonsense(nonsense, true);
    }
    Usage own = Usage.NONE;
    for (Map.Entry<ModelId, Usage> entry : byModel.entrySet()) {
      if (findings.model() == null) {
        findings.model(entry.getKey());
        own = entry.getValue();
      } else {
        findings.subCall(new SubCall(entry.getKey(), TIER, entry.getValue()));
      }
    }
    further.forEach(
        (call, usage) -> findings.subCall(new SubCall(call.model(), call.role(), usage)));
    findings.serviceTier(TIER);
    if (region != null && !region.isEmpty()) {
      findings.region(region);
    }
    findings.providerCost(allStated ? stated : null);
    return findings.reported(own, true);
  }
}
