package ai.meterr.providers.cohere;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;

/**
 * {@code billed_units} in exclusive classes. {@code tokens} beside it also counts Cohere's own
 * prompt, and {@code cached_tokens} is a part of that: neither is billed
 * (https://docs.cohere.com/docs/how-does-cohere-pricing-work, read 2026-11-24). Counts may come as
 * {@code 6.0}.
 */
final class BilledUnits {
  private BilledUnits() {}

  static Usage of(Picked billed, Picked tokens) throws Nonsense {
    long output = Figures.count(billed, "output_tokens");
    // counted among tokens that are not all billed: at most what is billed is reasoning
    long reasoning = Math.min(Figures.count(tokens, "reasoning_tokens"), output);
    return Usage.builder()
        .add(Meter.INPUT, Figures.count(billed, "input_tokens"))
        .add(new Meter(MeterKind.INPUT, Modality.IMAGE), Figures.count(billed, "image_tokens"))
        .add(Meter.OUTPUT, output - reasoning)
        .add(Meter.REASONING, reasoning)
        .add(Meter.of(MeterKind.SEARCH_UNIT), Figures.count(billed, "search_units"))
        .add(Meter.of(MeterKind.IMAGE), Figures.count(billed, "images"))
        .build();
  }
}
