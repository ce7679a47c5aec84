package ai.meterr.providers.deepseek;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class DeepSeekApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return DeepSeekApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random).withoutWritten();
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,"prompt_cache_hit_tokens":%d,\
        "prompt_cache_miss_tokens":%d,"completion_tokens_details":{"reasoning_tokens":%d}}\
        """
            .formatted(
                tokens.in(),
                tokens.out(),
                tokens.total(),
                tokens.read(),
                tokens.fresh(),
                tokens.thought());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
