package ai.meterr.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Two nginx processes: one stands in for the provider and answers from memory, the other passes on.
 */
final class Nginx implements AutoCloseable {
  private static final String ANSWER_WORDS = "word ".repeat(300);

  private final Process provider;
  private final Process proxy;

  private Nginx(Process provider, Process proxy) {
    this.provider = provider;
    this.proxy = proxy;
  }

  static Nginx start(Path folder, int providerPort, int proxyPort)
      throws IOException, InterruptedException {
    Path answers = Files.createDirectories(folder.resolve("answers"));
    Files.writeString(answers.resolve("plain.json"), plain());
    Files.writeString(answers.resolve("stream.txt"), stream());
    Process provider =
        nginx(
            folder.resolve("provider"),
            """
            server {
              listen 127.0.0.1:%d backlog=4096;
              location / {
                error_page 405 =200 $uri;
                root %s;
                open_file_cache max=10;
                types { }
                default_type application/json;
                if ($args = "stream") { rewrite ^ /stream.txt break; }
                rewrite ^ /plain.json break;
              }
              location = /stream.txt { root %s; default_type text/event-stream; types { } }
              location = /plain.json { root %s; default_type application/json; types { } }
            }
            """
                .formatted(providerPort, answers, answers, answers));
    Process proxy =
        nginx(
            folder.resolve("proxy"),
            """
            upstream provider { server 127.0.0.1:%d; keepalive 256; }
            server {
              listen 127.0.0.1:%d backlog=4096;
              location / {
                proxy_pass http://provider;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_buffering off;
              }
            }
            """
                .formatted(providerPort, proxyPort));
    return new Nginx(provider, proxy);
  }

  private static Process nginx(Path folder, String server)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %s/pid;
        error_log %s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          client_body_buffer_size 64k;
          %s
        }
        """
            .formatted(folder, folder, folder, folder, folder, folder, folder, server));
    Process process =
        new ProcessBuilder("nginx", "-c", config.toString(), "-p", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    if (process.waitFor(500, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "nginx ended: " + Files.readString(folder.resolve("out.txt")));
    }
    return process;
  }

  private static String plain() {
    return """
    {"id":"chatcmpl-bench","object":"chat.completion","created":1790000000,"model":"gpt-5-mini-2025-08-07",\
    "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
    "usage":{"prompt_tokens":350,"completion_tokens":300,"total_tokens":650},"service_tier":"default"}
    """
        .formatted(ANSWER_WORDS);
  }

  private static String stream() {
    StringBuilder frames = new StringBuilder();
    String head =
        "data:"
            + " {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
            + "\"model\":\"gpt-5-mini-2025-08-07\",\"choices\":[";
    for (int i = 0; i < 98; i++) {
      frames
          .append(head)
          .append("{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n");
    }
    frames.append(head).append("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    frames
        .append(head)
        .append(
            "],\"usage\":{\"prompt_tokens\":350,\"completion_tokens\":98,\"total_tokens\":448}}\n\n");
    return frames.append("data: [DONE]\n\n").toString();
  }

  long proxyProcess() {
    return proxy.pid();
  }

  String version() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.replace("nginx version: ", "").strip();
  }

  @Override
  public void close() {
    proxy.destroy();
    provider.destroy();
  }
}
