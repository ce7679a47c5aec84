package ai.meterr.providers.ollama;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.random.RandomGenerator;

class OllamaApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return OllamaApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random).withoutWritten();
    String usage =
        """
        {"model":"m","done":true,"prompt_eval_count":%d,"eval_count":%d}\
        """
            .formatted(tokens.in(), tokens.said());
    return new Answer(
        "POST /api/chat",
        random.nextBoolean() ? usage : "{\"model\":\"m\",\"done\":false}\n" + usage,
        Usage.builder().add(Meter.INPUT, tokens.in()).add(Meter.OUTPUT, tokens.said()).build(),
        tokens.in() + tokens.said());
  }
}
