package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.CachedPart;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What an Anthropic request gives the model to read, in the order in which its cache sees it:
 * tools, system, messages.
 *
 * @param tokens all of it
 * @param cached the parts that end at a {@code cache_control}
 */
record AnthropicPrompt(long tokens, List<CachedPart> cached) {
  private static final int OVERHEAD = 3;
  private static final int PER_MESSAGE = 4;

  AnthropicPrompt {
    cached = List.copyOf(cached);
  }

  static AnthropicPrompt read(JsonNode body) {
    Reader reader = new Reader();
    for (JsonNode tool : body.path("tools")) {
      reader.add(Math.max(1, tool.toString().length() / 4), tool.path("cache_control"));
    }
    reader.addBlocks(body.path("system"));
    for (JsonNode message : body.path("messages")) {
      reader.tokens += PER_MESSAGE;
      reader.addBlocks(message.path("content"));
    }
    reader.add(0, body.path("cache_control"));
    return new AnthropicPrompt(reader.tokens, reader.cached);
  }

  private static final class Reader {
    private final List<CachedPart> cached = new ArrayList<>();
    private long tokens = OVERHEAD;
    private long cachedSoFar;

    void addBlocks(JsonNode content) {
      if (!content.isArray()) {
        add(Tokens.ofTree(content), content.path("cache_control"));
        return;
      }
      for (JsonNode block : content) {
        add(Tokens.ofTree(block), block.path("cache_control"));
      }
    }

    void add(long more, JsonNode cacheControl) {
      tokens += more;
      if (cacheControl.isObject() && tokens > cachedSoFar) {
        cached.add(
            new CachedPart(
                tokens - cachedSoFar, cacheControl.path("ttl").asString("5m").equals("1h")));
        cachedSoFar = tokens;
      }
    }
  }
}
