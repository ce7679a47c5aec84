package ai.meterr.providers.bedrock;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.ModelInPath;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /model/{model}/{operation}}. The model is the id of a model or of an inference profile, or
 * the ARN of one, whose slash may or may not be encoded.
 */
final class ModelPath {
  private static final Pattern FORM =
      Pattern.compile("/model/([^/]+|arn(?::|%3[Aa])[^/]+/[^/]+)/([a-z-]+)");

  /** ARNs that end in the id of what is billed; that of an application's own profile does not. */
  private static final Pattern NAMED =
      Pattern.compile("arn:.*:(?:foundation-model|inference-profile)/([^/]+)");

  private ModelPath() {}

  /** Empty where the path is none of a model. */
  static String operation(String path) {
    Matcher form = FORM.matcher(path);
    return form.matches() && !couldBeAnother(path) ? form.group(2) : "";
  }

  /** Whether a server could read it as another path. */
  private static boolean couldBeAnother(String path) {
    return path.contains("/.")
        || path.contains("..")
        || path.toLowerCase(Locale.ROOT).contains("%2e");
  }

  static @Nullable ModelId model(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches()) {
      return null;
    }
    String id = ModelInPath.decoded(form.group(1));
    Matcher named = NAMED.matcher(id);
    return ModelInPath.model(named.matches() ? named.group(1) : id);
  }

  static boolean isStreamed(String path) {
    return path.endsWith("-stream");
  }
}
