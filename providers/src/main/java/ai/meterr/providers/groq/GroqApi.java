package ai.meterr.providers.groq;

import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.openai.OpenAiUsage;

/**
 * Groq (https://console.groq.com/docs/api-reference, as of 2026-10): OpenAI's usage. Its answers
 * carry it in {@code usage}, older streams in {@code x_groq.usage}; a stream may end with an error
 * under status 200.
 */
public final class GroqApi {
  private static final UsageRule USAGE = (usage, findings) -> OpenAiUsage.of(usage);

  private GroqApi() {}

  public static CompatibleApi api() {
    return CompatibleApi.of(
        "groq", "https://api.groq.com", CompatibleEndpoints.asking(USAGE, USAGE));
  }
}
