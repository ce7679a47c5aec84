package ai.meterr.providers.compatible;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class CompatibleApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return CompatibleApi.asking("together", "https://api.together.ai");
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random);
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,"cache_read_input_tokens":%d,\
        "cache_creation_input_tokens":%d,"completion_tokens_details":{"reasoning_tokens":%d}}\
        """
            .formatted(
                tokens.in(),
                random.nextBoolean() ? tokens.out() : tokens.said(),
                tokens.total(),
                tokens.read(),
                tokens.written(),
                tokens.thought());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
