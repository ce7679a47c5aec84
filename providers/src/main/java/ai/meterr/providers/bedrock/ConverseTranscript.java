package ai.meterr.providers.bedrock;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;
import java.util.List;

/**
 * Converse, whole or streamed. A stream's {@code metadata} event carries the usage, behind {@code
 * messageStop}. Recorders also keep streams as lines that name the event ({@code
 * {"metadata":{…}}}). The answer names no model but where a router chose one.
 */
final class ConverseTranscript implements BedrockTranscript {
  private static final Paths WANTED =
      Paths.of(
          "stopReason",
          "usage.**",
          "serviceTier.type",
          "performanceConfig.latency",
          "trace.guardrail",
          "trace.promptRouter.invokedModelId",
          "messageStart",
          "contentBlockStart",
          "contentBlockDelta",
          "contentBlockStop",
          "messageStop.stopReason",
          "metadata.usage.**",
          "metadata.serviceTier.type",
          "metadata.performanceConfig.latency",
          "metadata.trace.guardrail",
          "metadata.trace.promptRouter.invokedModelId");

  private static final List<String> EVENTS =
      List.of(
          "messageStart",
          "contentBlockStart",
          "contentBlockDelta",
          "contentBlockStop",
          "messageStop",
          "metadata");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean ended;

  @Override
  public Paths wanted() {
    return WANTED;
  }

  @Override
  public boolean isWhole(Picked document) {
    return EVENTS.stream().noneMatch(event -> document.at(event).isThere());
  }

  @Override
  public Progress document(Picked document) {
    Picked facts = document.at("metadata").isThere() ? document.at("metadata") : document;
    Picked stop = document.at("messageStop").atFirst("stopReason");
    ended |= stop.isThere() || document.at("stopReason").isThere();
    if (facts.at("usage").isThere()) {
      usage = facts.at("usage");
      ended = true;
    }
    findings.serviceTier(facts.at("serviceTier").at("type"));
    if (facts.at("performanceConfig").at("latency").is("optimized")) {
      findings.serviceTier("latency_optimized");
    }
    findings.model(facts.at("trace").at("promptRouter").at("invokedModelId"));
    BedrockFindings.guardrails(facts.at("trace").at("guardrail"), findings);
    if (usage.isThere()) {
      return Progress.SETTLED;
    }
    return ended ? Progress.ENDING : Progress.OPEN;
  }

  @Override
  public void exception() {
    findings.error();
  }

  @Override
  public void damaged() {
    BedrockFindings.damaged(findings);
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere()) {
      return findings.silent(ended || complete);
    }
    try {
      return findings.reported(usage(), true);
    } catch (Nonsense why) {
      return findings.nonsense(why, true);
    }
  }

  private Usage usage() throws Nonsense {
    Counts counts = Counts.ofUsage(usage);
    Figures.mustAddUp(usage, "totalTokens", counts.total());
    Usage.Builder exclusive = Usage.builder();
    long untold = counts.usage().tokens(Meter.CACHE_WRITE.kind());
    for (Picked write : usage.at("cacheDetails").items()) {
      long tokens = Figures.count(write, "inputTokens");
      Meter lifetime = lifetime(write.at("ttl"));
      untold = Figures.rest("cacheWriteInputTokens", untold, "cacheDetails", tokens);
      exclusive.add(lifetime, tokens);
    }
    Counts others = new Counts(counts.input(), counts.output(), counts.cacheRead(), untold);
    return exclusive.build().plus(others.usage());
  }

  private static Meter lifetime(Picked ttl) {
    return ttl.is("5m")
        ? Meter.CACHE_WRITE_5M
        : ttl.is("1h") ? Meter.CACHE_WRITE_1H : Meter.CACHE_WRITE;
  }
}
