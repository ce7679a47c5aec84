package ai.meterr.providers.anthropic;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/**
 * Messages, whole or streamed. A stream tells its input in {@code message_start}, with a
 * placeholder for the output, and the true figures in the last {@code message_delta}: cumulative,
 * restating whatever changed.
 */
public final class MessageTranscript implements Transcript {
  public static final Paths WANTED =
      Paths.of(
          "type",
          "id",
          "model",
          "usage.**",
          "error",
          "message.id",
          "message.model",
          "message.usage.**",
          "delta.stop_reason");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean outputTold;
  private boolean stopped;
  private boolean ended;

  @Override
  public Progress document(Picked document) {
    String type = document.at("type").text();
    return switch (type == null ? "" : type) {
      case "message" -> {
        message(document);
        outputTold = document.at("usage").at("output_tokens").isThere();
        ended = true;
        yield Progress.SETTLED;
      }
      case "message_start" -> {
        message(document.at("message"));
        yield Progress.OPEN;
      }
      case "message_delta" -> {
        usage = usage.restatedBy(document.at("usage"));
        outputTold |= document.at("usage").at("output_tokens").isThere();
        stopped |= document.at("delta").at("stop_reason").isThere();
        yield stopped ? Progress.ENDING : Progress.OPEN;
      }
      case "message_stop" -> {
        ended = true;
        yield Progress.SETTLED;
      }
      case "error" -> {
        findings.error(document);
        yield Progress.ENDING;
      }
      default -> Progress.OPEN;
    };
  }

  private void message(Picked message) {
    findings.id(message.at("id"));
    findings.model(message.at("model"));
    usage = usage.restatedBy(message.at("usage"));
  }

  /** A running count counts only once the message is over. */
  @Override
  public Reading finish(boolean complete) {
    if (!outputTold || !(complete || stopped || ended)) {
      return findings.silent(ended);
    }
    try {
      return findings.reported(read(usage, findings), ended);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended);
    }
  }

  /** What a message's usage object tells, alone or among the answers of a batch. */
  static Usage read(Picked usage, Findings findings) throws Nonsense {
    tier(usage, findings);
    Iterations.read(usage.at("iterations"), findings);
    return AnthropicUsage.of(usage);
  }

  private static void tier(Picked usage, Findings findings) {
    findings.serviceTier(usage.at("service_tier"));
    String speed = usage.at("speed").text();
    String tier = usage.at("service_tier").text();
    if (speed != null && !speed.equals("standard")) {
      // fast mode has prices of its own, also within the priority tier
      findings.serviceTier(tier == null || tier.equals("standard") ? speed : tier + "," + speed);
    }
    String geo = usage.at("inference_geo").text();
    if (geo != null && !geo.equals("global") && !geo.equals("not_available")) {
      findings.region(geo);
    }
  }
}
