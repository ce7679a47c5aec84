package ai.meterr.providers.perplexity;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;
import java.util.random.RandomGenerator;

class PerplexityApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return PerplexityApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random);
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}\
        """
            .formatted(tokens.fresh(), tokens.said(), tokens.fresh() + tokens.said());
    return new Answer(
        "POST /v1/chat/completions",
        chat(random, usage),
        Usage.builder()
            .add(Meter.INPUT, tokens.fresh())
            .add(Meter.OUTPUT, tokens.said())
            .add(Meter.of(MeterKind.REQUEST), 1)
            .build(),
        tokens.fresh() + tokens.said());
  }
}
