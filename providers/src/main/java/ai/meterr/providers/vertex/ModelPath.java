package ai.meterr.providers.vertex;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.ModelInPath;
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

  /** Null where the path is none of a model, or could be read as another. */
  static @Nullable ModelPath of(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches() || path.contains("/.") || path.contains("%2E") || path.contains("%2e")) {
      return null;
    }
    return new ModelPath(
        form.group(2), form.group(3), ModelInPath.decoded(form.group(4)), form.group(5));
  }

  @Nullable ModelId modelId() {
    return ModelInPath.model(model);
  }
}
