package ai.meterr.providers.xai;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class XaiApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return XaiApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random).withoutWritten();
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
        "prompt_tokens_details":{"cached_tokens":%d},"completion_tokens_details":{"reasoning_tokens":%d}}\
        """
            .formatted(tokens.in(), tokens.said(), tokens.total(), tokens.read(), tokens.thought());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
