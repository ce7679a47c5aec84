package ai.meterr.providers.vertex;

import ai.meterr.catalog.ModelId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code
 * /v1/projects/{project}/locations/{location}/publishers/{publisher}/models/{model}:{method}};
 * express mode leaves project and location out.
 *
 * @param location null where the path names none
 */
record ModelPath(@Nullable String location, String publisher, String model, String method) {
  private static final Pattern FORM =
      Pattern.compile(
          "/v1(?:beta1|alpha1)?(?:/projects/([^/]+)/locations/([^/]+))?"
              + "/publishers/([a-z0-9-]+)/models/([^/:]+):([A-Za-z]+)");

  private static final int MODEL_NAME_MAX = 256;

  /** Null where the path is none of a model, or could be read as another. */
  static @Nullable ModelPath of(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches() || path.contains("/.") || path.contains("%2E") || path.contains("%2e")) {
      return null;
    }
    String name = URLDecoder.decode(form.group(4).replace("+", "%2B"), StandardCharsets.UTF_8);
    return new ModelPath(form.group(2), form.group(3), name, form.group(5));
  }

  @Nullable ModelId modelId() {
    return model.isBlank() || model.length() > MODEL_NAME_MAX ? null : new ModelId(model);
  }
}
