package ai.meterr.tokens;

import java.util.regex.Pattern;

/** One line of the shared texts: a text and what tiktoken 0.14 counts. */
record SharedText(String line, String text, long cl100k, long o200k) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"kind\": \"[^\"]*\", \"text\": \"(.*)\", \"cl100k_base\": (\\d+), \"o200k_base\":"
              + " (\\d+)}");

  static SharedText read(String line) {
    var matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(line);
    }
    return new SharedText(
        line,
        unescaped(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }

  private static String unescaped(String json) {
    var text = new StringBuilder();
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = json.charAt(++at);
      switch (escape) {
        case 'u' -> {
          text.append((char) Integer.parseInt(json, at + 1, at + 5, 16));
          at += 4;
        }
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        default -> text.append(escape);
      }
    }
    return text.toString();
  }
}
