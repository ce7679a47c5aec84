package ai.meterr.sandbox;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as ordered maps: the members stand in the order a provider sends them. */
final class Json {
  /** The value of a member that is left out altogether. */
  static final Object ABSENT = new Object();

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private Json() {}

  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != ABSENT) {
        object.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return object;
  }

  static byte[] bytes(Object tree) {
    return MAPPER.writeValueAsBytes(tree);
  }

  /** Writes without holding the whole: a {@link Text.Filler} inside may be larger than memory. */
  static void write(OutputStream out, Object tree) {
    MAPPER.writeValue(out, tree);
  }
}
