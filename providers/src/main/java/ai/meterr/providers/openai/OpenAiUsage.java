package ai.meterr.providers.openai;

import ai.meterr.providers.answer.ByModality;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.Map;

/**
 * OpenAI's usage objects in exclusive classes. Input includes what was read from and written to the
 * cache; output includes reasoning. Chat, completions, embeddings and runs say prompt and
 * completion, responses say input and output; the rules are the same
 * (https://platform.openai.com/docs/api-reference/chat/object, read 2026-10-11).
 */
public final class OpenAiUsage {
  private OpenAiUsage() {}

  public static Usage of(Picked usage) throws Nonsense {
    long in = Figures.firstCount(usage, "prompt_tokens", "input_tokens");
    long out = Figures.firstCount(usage, "completion_tokens", "output_tokens");
    Figures.mustAddUp(usage, "total_tokens", in + out);
    // runs of assistants spell it prompt_token_details
    Picked inDetails =
        usage.atFirst("prompt_tokens_details", "input_tokens_details", "prompt_token_details");
    Picked outDetails = usage.atFirst("completion_tokens_details", "output_tokens_details");

    ByModality input = byModality("input tokens", in, inDetails);
    ByModality read = part(input, inDetails, "cached_tokens");
    input = input.minus(read);
    ByModality written = part(input, inDetails, "cache_write_tokens");
    input = input.minus(written);
    ByModality output = byModality("output tokens", out, outDetails);
    ByModality reasoning = part(output, outDetails, "reasoning_tokens");
    output = output.minus(reasoning);

    Usage.Builder exclusive = Usage.builder();
    input.addTo(exclusive, MeterKind.INPUT);
    read.addTo(exclusive, MeterKind.CACHE_READ);
    written.addTo(exclusive, MeterKind.CACHE_WRITE);
    output.addTo(exclusive, MeterKind.OUTPUT);
    reasoning.addTo(exclusive, MeterKind.REASONING);
    return exclusive.build();
  }

  private static ByModality byModality(String name, long total, Picked details) throws Nonsense {
    return new ByModality(
        name, total, Map.of(Modality.AUDIO, Figures.count(details, "audio_tokens")));
  }

  private static ByModality part(ByModality whole, Picked details, String name) throws Nonsense {
    return whole.untoldPart(name, Figures.count(details, name));
  }
}
