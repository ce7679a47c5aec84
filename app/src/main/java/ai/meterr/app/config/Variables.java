package ai.meterr.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code METERR_…} names and values that count: a file of {@code NAME=value} lines, over it the
 * environment, secrets also from a file that {@code …_FILE} names. A name that nobody knows stops
 * the start: a typing error must not turn a limit off.
 */
final class Variables {
  private static final String PREFIX = "METERR_";

  /**
   * Kubernetes sets these for a service called {@code meterr}; with a port that is {@code tcp://…}
   * even METERR_PORT is its own.
   */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          "METERR_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)");

  /** What stands behind a value; a {@code #} within a value has no space before it. */
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)\\s*#.*$");

  private final Map<String, String> values;

  private Variables(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param known whether a name (without {@code _FILE}) is one of ours
   * @param isSecret whether it may also come as {@code …_FILE}
   */
  static Variables read(
      Map<String, String> environment,
      @Nullable Path file,
      Predicate<String> known,
      Predicate<String> isSecret) {
    Map<String, String> all = new TreeMap<>();
    if (file != null) {
      all.putAll(fromFile(file));
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !injectedByKubernetes(name, value)) {
            all.put(name, value);
          }
        });
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      String name = entry.getKey();
      if (known.test(name)) {
        values.put(name, entry.getValue().strip());
      } else if (name.endsWith("_FILE") && isSecret.test(name.substring(0, name.length() - 5))) {
        String secret = name.substring(0, name.length() - 5);
        if (all.containsKey(secret)) {
          throw new BadConfiguration(secret + " and " + name + " are both set: keep one");
        }
        values.put(secret, content(name, Path.of(entry.getValue().strip())));
      } else {
        throw new BadConfiguration(
            "unknown setting " + name + " (see docs/reference/configuration.md)");
      }
    }
    return new Variables(values);
  }

  private static boolean injectedByKubernetes(String name, String value) {
    boolean itsPort = name.equals("METERR_PORT");
    return KUBERNETES.matcher(name).matches()
        && (!itsPort || value.startsWith("tcp://") || value.startsWith("udp://"));
  }

  private static Map<String, String> fromFile(Path file) {
    Map<String, String> values = new TreeMap<>();
    int number = 0;
    for (String line : content("--config", file).lines().toList()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new BadConfiguration(file + " line " + number + " is not NAME=value");
      }
      String value = COMMENT.matcher(text.substring(equals + 1)).replaceFirst("");
      values.put(text.substring(0, equals).strip(), value.strip());
    }
    return values;
  }

  private static String content(String name, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BadConfiguration(name + ": cannot read " + file);
    }
  }

  @Nullable String get(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  Set<String> names() {
    return values.keySet();
  }
}
