package ai.meterr.providers.vercel;

import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.CompatibleContract;
import java.util.random.RandomGenerator;

class VercelApiTest extends CompatibleContract {
  @Override
  protected ProviderApi api() {
    return VercelApi.api();
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Tokens tokens = Tokens.random(random);
    String usage =
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
        "prompt_tokens_details":{"cached_tokens":%d},"completion_tokens_details":{"reasoning_tokens":%d},"cache_creation_input_tokens":%d}\
        """
            .formatted(
                tokens.in(),
                tokens.said(),
                tokens.in() + tokens.said(),
                tokens.read(),
                tokens.thought(),
                tokens.written());
    return new Answer(
        "POST /v1/chat/completions", chat(random, usage), tokens.usage(), tokens.total());
  }
}
