package ai.meterr.providers.openai;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;
import java.util.List;
import java.util.Set;

/**
 * Responses, whole or streamed. A stream's last event carries the whole response: {@code
 * response.completed}, {@code response.incomplete} or {@code response.failed} (whose usage may be
 * null).
 */
public final class ResponseTranscript implements Transcript {
  public static final Paths WANTED =
      Paths.of(
          "type",
          "error",
          "id",
          "model",
          "service_tier",
          "usage.**",
          "output.[].type",
          "output.[].action.type",
          "response.error",
          "response.id",
          "response.model",
          "response.service_tier",
          "response.usage.**",
          "response.output.[].type",
          "response.output.[].action.type");

  private static final Set<String> LAST_EVENTS =
      Set.of("response.completed", "response.incomplete", "response.failed");

  /** Tools with a fee, or a model of their own, that no usage tells. */
  private static final List<String> BILLED_APART =
      List.of("file_search_call", "code_interpreter_call", "image_generation_call", "shell_call");

  private final UsageRule rule;
  private final Findings findings = new Findings();
  private Picked last = Picked.ABSENT;
  private boolean ended;

  /**
   * @param rule what the usage object of these answers means
   */
  public ResponseTranscript(UsageRule rule) {
    this.rule = rule;
  }

  @Override
  public Progress document(Picked document) {
    Picked type = document.at("type");
    if (type.is("error")) {
      findings.error(document);
      return Progress.ENDING;
    }
    findings.error(document.at("error"));
    boolean isEvent = type.isThere();
    Picked response = isEvent ? document.at("response") : document;
    findings.id(response.at("id"));
    findings.model(response.at("model"));
    findings.serviceTier(response.at("service_tier"));
    findings.error(response.at("error"));
    if (isEvent && (type.text() == null || !LAST_EVENTS.contains(type.text()))) {
      return Progress.OPEN;
    }
    last = response;
    ended = true;
    return Progress.SETTLED;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!last.at("usage").isThere()) {
      return findings.silent(ended);
    }
    try {
      return findings.reported(usage(), ended);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended);
    }
  }

  private Usage usage() throws Nonsense {
    long searches = 0;
    for (Picked item : last.at("output").items()) {
      if (item.at("type").is("web_search_call")) {
        // open_page and find_in_page are free; before actions were told, every call was a search
        Picked action = item.at("action").at("type");
        searches += !action.isThere() || action.is("search") ? 1 : 0;
      }
    }
    for (String tool : BILLED_APART) {
      if (last.at("output").items().stream().anyMatch(item -> item.at("type").is(tool))) {
        findings.note("not in the cost: what is billed apart for " + tool);
      }
    }
    return Usage.builder()
        .add(Meter.of(MeterKind.WEB_SEARCH), searches)
        .build()
        .plus(rule.read(last.at("usage"), findings));
  }
}
