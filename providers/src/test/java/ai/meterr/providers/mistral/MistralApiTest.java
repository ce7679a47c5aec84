package ai.meterr.providers.mistral;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class MistralApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return MistralApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random).withoutWritten();
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
        "prompt_tokens_details":{"cached_tokens":%d},"completion_tokens_details":{"reasoning_tokens":%d}}\
        """
            .formatted(tokens.in(), tokens.out(), tokens.total(), tokens.read(), tokens.thought());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
