package ai.meterr.providers.voyage;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.random.RandomGenerator;

class VoyageApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return VoyageApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random).withoutWritten();
    String usage =
        """
        {"total_tokens":%d}\
        """
            .formatted(tokens.in());
    return new Answer(
        "POST /v1/rerank",
        "{\"data\":[],\"usage\":" + usage + "}",
        Usage.builder().add(Meter.INPUT, tokens.in()).build(),
        tokens.in());
  }
}
