package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages, with files of {@code src/test/resources/web} in the place of the web app's. */
final class SiteTest {
  private static final String SCRIPT = "/assets/index-Ab3dE_9f.js";

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void the_front_page_leads_to_the_app() {
    HttpResponse<String> answer = plane.send(plane.get("/"));

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(header(answer, "location")).isEqualTo("/app/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app",
        "/app/",
        "/app/requests",
        "/app/requests/some.id",
        "/app/a/b?f.team=%C3%A9"
      })
  void every_address_of_the_app_gets_its_page_which_is_asked_for_anew_each_time(String target) {
    HttpResponse<String> answer = plane.send(plane.get(target));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("<title>Meterr</title>");
    assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
    assertThat(header(answer, "etag")).isNotEmpty();
  }

  @Test
  void pages_say_what_a_browser_must_not_do_with_them() {
    HttpResponse<String> answer = plane.send(plane.get("/app/"));

    assertThat(header(answer, "content-security-policy"))
        .contains("default-src 'self'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe-eval");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "referrer-policy")).isEqualTo("same-origin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br | br",
        "gzip | gzip",
        "gzip;q=0.5, br;q=0 | gzip",
        "GZIP | gzip",
        "br;q=0.0, gzip; q=0 | ''",
        "identity | ''",
        "'' | ''",
      })
  void a_hashed_file_comes_compressed_as_the_client_can_take_it_and_stays_for_ever(
      String accepts, String coding) throws IOException {
    HttpResponse<byte[]> answer =
        plane.sendForBytes(plane.get(SCRIPT).header("Accept-Encoding", accepts));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-encoding")).isEqualTo(coding);
    assertThat(header(answer, "content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(answer, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(answer, "vary")).isEqualTo("Accept-Encoding");
    if (coding.equals("gzip")) {
      byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
      assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith("console.log");
    } else if (coding.isEmpty()) {
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("console.log");
    }
  }

  @Test
  void text_that_the_build_did_not_compress_is_compressed_all_the_same() throws IOException {
    HttpResponse<byte[]> answer =
        plane.sendForBytes(
            plane.get("/assets/style-0aB_cD9z.css").header("Accept-Encoding", "br, gzip"));

    assertThat(header(answer, "content-encoding")).isEqualTo("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(plain.length).isGreaterThan(4 * answer.body().length);
    assertThat(new String(plain, StandardCharsets.UTF_8)).startsWith(".row-0 {");
  }

  @Test
  void a_file_that_the_browser_has_is_not_sent_again() {
    HttpResponse<String> first = plane.send(plane.get("/app/"));
    HttpResponse<String> again =
        plane.send(plane.get("/app/").header("If-None-Match", "\"x\", W/" + header(first, "etag")));
    HttpResponse<byte[]> compressed =
        plane.sendForBytes(
            plane
                .get(SCRIPT)
                .header("Accept-Encoding", "gzip")
                .header("If-None-Match", header(plane.send(plane.get(SCRIPT)), "etag")));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "etag")).isEqualTo(header(first, "etag"));
    assertThat(compressed.statusCode()).as("another coding is another body").isEqualTo(200);
  }

  @Test
  void a_head_has_the_length_and_no_body() {
    HttpResponse<String> answer =
        plane.send(plane.get("/favicon.svg").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("42");
    assertThat(header(answer, "content-type")).isEqualTo("image/svg+xml");
    assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
    assertThat(plane.send(plane.get("/favicon.svg")).body()).hasSize(42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/gone-Ab3dE_9f.js",
        "/assets/",
        "/assets",
        "/favicon.ico",
        "/nothing",
        "/application",
        "/index.html/",
        "/../web/index.html",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets//index-Ab3dE_9f.js",
        "/%2e%2e/ai/meterr/control/contract/openapi.yaml",
        "/assets/..%2findex.html",
        "/.hidden.txt",
      })
  void what_is_no_file_is_404_and_nothing_outside_can_be_reached(String target) {
    HttpResponse<String> answer = plane.send(plane.get(target));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("There is no such page.\n");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
  }
}
