package ai.meterr.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, which costs little itself. */
final class Wrk {
  private static final Pattern FIGURES =
      Pattern.compile("FIGURES requests=(\\d+) micros=(\\d+) errors=(\\d+) p50=(\\d+) p99=(\\d+)");

  private Wrk() {}

  /** What one run showed; times as the clients saw them. */
  record Result(long requests, double perSecond, long errors, double p50Millis, double p99Millis) {}

  static Path script(Path folder, boolean stream, String key) throws IOException {
    String body =
        "{\"model\":\"gpt-5-mini\",\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "word ".repeat(350)
            + "\"}]}";
    Path script = folder.resolve("load-" + stream + ".lua");
    Files.writeString(
        script,
        """
        wrk.method = "POST"
        wrk.path = "/v1/chat/completions%s"
        wrk.headers["content-type"] = "application/json"
        wrk.headers["authorization"] = "Bearer %s"
        wrk.body = '%s'
        done = function(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("FIGURES requests=%%d micros=%%d errors=%%d p50=%%d p99=%%d\\n", summary.requests, summary.duration,
            e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
        end
        """
            .formatted(stream ? "?stream" : "", key, body));
    return script;
  }

  static Result run(URI address, Path script, int connections, Duration time)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + time.toSeconds() + "s",
                "-s",
                script.toString(),
                address.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher figures = FIGURES.matcher(out);
    if (!figures.find()) {
      throw new IllegalStateException("wrk said: " + out);
    }
    long requests = Long.parseLong(figures.group(1));
    return new Result(
        requests,
        requests * 1e6 / Long.parseLong(figures.group(2)),
        Long.parseLong(figures.group(3)),
        Long.parseLong(figures.group(4)) / 1e3,
        Long.parseLong(figures.group(5)) / 1e3);
  }
}
