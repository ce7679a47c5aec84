package ai.meterr.app.count;

import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.TokenCount;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a count reads, for people and as one line of JSON. */
public final class CountText {
  private CountText() {}

  /** {@code 1234 EXACT o200k_base}, and behind a tab the file where there is one. */
  public static String line(@Nullable String file, TokenCount count) {
    String error =
        count.exactness() instanceof Exactness.Calibrated(double share)
            ? String.format(Locale.ROOT, " ±%.1f%%", share * 100)
            : "";
    return count.tokens()
        + " "
        + count.exactness().word()
        + error
        + " "
        + count.encoding()
        + (file == null ? "" : "\t" + file);
  }

  /** {@code {"file", "tokens", "exactness", "encoding"}}; {@code error} where it was measured. */
  public static String json(@Nullable String file, TokenCount count) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    if (file != null) {
      json.put("file", file);
    }
    json.put("tokens", count.tokens())
        .put("exactness", count.exactness().word())
        .put("encoding", count.encoding().name());
    if (count.exactness() instanceof Exactness.Calibrated(double error)) {
      json.put("error", error);
    }
    return json.toString();
  }
}
