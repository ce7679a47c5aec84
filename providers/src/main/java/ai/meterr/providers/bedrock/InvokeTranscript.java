package ai.meterr.providers.bedrock;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.anthropic.MessageTranscript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;

/**
 * InvokeModel, whole or streamed: the answer is the model family's own. What the family tells
 * counts; what it does not tell, Bedrock counts beside it, in headers or in the last chunk. A chunk
 * with Bedrock's count is the last.
 */
final class InvokeTranscript implements BedrockTranscript {
  private static final String METRICS = "amazon-bedrock-invocationMetrics";

  private static final Paths WANTED =
      MessageTranscript.WANTED.and(
          "id",
          "metadata.usage.**",
          "inputTextTokenCount",
          "totalOutputTextTokenCount",
          "results.[].tokenCount",
          "prompt_token_count",
          "generation_token_count",
          "amazon-bedrock-trace.guardrail",
          METRICS + ".**");

  private final boolean streamed;
  private final Counts headers;
  private final Findings findings = new Findings();
  private final MessageTranscript claude = new MessageTranscript();
  private Picked told = Picked.ABSENT;
  private Picked metrics = Picked.ABSENT;
  private boolean ended;

  InvokeTranscript(boolean streamed, Counts headers) {
    this.streamed = streamed;
    this.headers = headers;
  }

  @Override
  public Paths wanted() {
    return WANTED;
  }

  @Override
  public Progress document(Picked document) {
    Progress progress = claude.document(document);
    told = told.restatedBy(document);
    metrics = metrics.restatedBy(document.at(METRICS));
    BedrockFindings.guardrails(document.at("amazon-bedrock-trace").at("guardrail"), findings);
    findings.id(document.at("id"));
    ended |= metrics.isThere();
    return metrics.isThere() ? Progress.SETTLED : progress;
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
    // without Bedrock's count a stream's running figures are no bill: where a guardrail blocked the
    // prompt, they count the words that it put in the answer's place
    boolean over = ended || (complete && !streamed);
    Reading message = claude.finish(complete);
    if (message.told() == Told.NONSENSE) {
      return asServedHere(message);
    }
    try {
      Counts counted = metrics.isThere() ? Counts.ofMetrics(metrics) : headers;
      if (message.told() == Told.REPORTED) {
        compare(message.usage(), counted);
        return asServedHere(message);
      }
      return over ? own(counted) : findings.silent(complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, over);
    }
  }

  private Reading own(Counts counted) throws Nonsense {
    Picked usage = told.at("usage").isThere() ? told.at("usage") : told.at("metadata").at("usage");
    if (usage.at("prompt_tokens").isThere()) {
      Usage openAi = OpenAiUsage.of(usage);
      compare(openAi, counted);
      return findings.reported(openAi, true);
    }
    Counts counts = Counts.ofUsage(usage).or(Counts.ofRoot(told));
    Figures.mustAddUp(usage, "totalTokens", counts.total());
    Counts all = counts.or(counted);
    if (!all.areThere()) {
      return findings.silent(true);
    }
    compare(all.usage(), counted);
    return findings.reported(all.usage(), true);
  }

  /** With tools, Claude 3 counted more output than Bedrock did; which is billed, neither says. */
  private void compare(Usage model, Counts bedrock) {
    long output = model.tokens(MeterKind.OUTPUT) + model.tokens(MeterKind.REASONING);
    if (bedrock.output() != null && bedrock.output() != output) {
      findings.note(
          "the model counts " + output + " tokens of output, Bedrock " + bedrock.output());
    }
  }

  /** A message names Anthropic's model; what is billed is the one that the path names. */
  private Reading asServedHere(Reading message) {
    message.notes().forEach(findings::note);
    Reading here = findings.silent(ended || message.ended());
    return new Reading(
        message.told(),
        message.usage(),
        null,
        message.responseId(),
        message.serviceTier(),
        message.region(),
        message.subCalls(),
        null,
        here.errorInside() || message.errorInside(),
        here.ended(),
        here.notes());
  }
}
