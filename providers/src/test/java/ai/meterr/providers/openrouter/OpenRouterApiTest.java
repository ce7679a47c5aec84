package ai.meterr.providers.openrouter;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class OpenRouterApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return OpenRouterApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random);
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
        "prompt_tokens_details":{"cached_tokens":%d,"cache_write_tokens":%d},"completion_tokens_details":{"reasoning_tokens":%d}}\
        """
            .formatted(
                tokens.in(),
                tokens.out(),
                tokens.total(),
                tokens.read(),
                tokens.written(),
                tokens.thought());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
