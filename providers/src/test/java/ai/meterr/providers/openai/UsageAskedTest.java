package ai.meterr.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.RequestFacts.Splice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

class UsageAskedTest {
  private static RequestFacts read(String path, byte[] body) throws Exception {
    return new OpenAiApi().endpoint("POST", path).read(path, "", new ByteArrayInputStream(body));
  }

  private static String asked(String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    RequestFacts facts = read("/v1/chat/completions", bytes);
    assertThat(facts.filter() == null).isEqualTo(facts.splice() == null);
    return new String(apply(bytes, facts.splice()), StandardCharsets.UTF_8);
  }

  private static byte[] apply(byte[] body, @Nullable Splice splice) {
    if (splice == null) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, (int) splice.from());
    out.writeBytes(splice.replacement());
    out.write(body, (int) splice.to(), body.length - (int) splice.to());
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"stream\":true}",
        "  {  \"stream\" : true }|  {\"stream_options\":{\"include_usage\":true},  \"stream\" :"
            + " true }",
        "{\"stream\":true,\"stream_options\":{}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"stream_options\":{"
            + " }}|{\"stream\":true,\"stream_options\":{\"include_usage\":true }}",
        "{\"stream\":true,\"stream_options\": null }|{\"stream\":true,\"stream_options\":"
            + " {\"include_usage\":true} }",
        "{\"stream_options\":{\"include_obfuscation\":false},\"stream\":true}|{\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false},\"stream\":true}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\" :"
            + " false}}|{\"stream\":true,\"stream_options\":{\"include_usage\" : true}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":null,\"x\":1}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":1}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"include_usage\":true}}",
        "{\"stream_options\":{\"include_usage\":true},\"stream\":true,\"stream_options\":{}}|{\"stream_options\":{\"include_usage\":true},\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"a\":{\"stream_options\":{\"include_usage\":true}}}|{\"stream_options\":{\"include_usage\":true},\"stream\":true,\"a\":{\"stream_options\":{\"include_usage\":true}}}",
        "{\"stream\":true,\"stream_options\":{\"a\":{\"include_usage\":true}}}|{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"a\":{\"include_usage\":true}}}",
        "{\"m\":\"é€😀\",\"stream\":true,\"stream_options\":{\"include_usage\":false}}|{\"m\":\"é€😀\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
      })
  void a_stream_that_does_not_ask_is_made_to_ask(String body, String expected) throws Exception {
    assertThat(asked(body)).isEqualTo(expected);
    assertThat(
            new ObjectMapper()
                .readTree(asked(body))
                .path("stream_options")
                .path("include_usage")
                .asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"stream\":false}",
        "{\"stream\":\"true\"}",
        "{\"stream\":true,\"stream\":false}",
        "{\"a\":{\"stream\":true}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":false,\"include_usage\":true}}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":\"yes\"}}",
        "{\"stream\":true,\"stream_options\":7}",
        "{\"stream\":true,\"stream_options\":{},\"stream_options\":{\"include_usage\":true}}",
      })
  void any_other_request_goes_as_it_came(String body) throws Exception {
    assertThat(asked(body)).isEqualTo(body);
  }

  @Test
  void a_byte_order_mark_does_not_shift_the_splice() throws Exception {
    assertThat(asked("\uFEFF{\"stream\":true}"))
        .isEqualTo("\uFEFF{\"stream_options\":{\"include_usage\":true},\"stream\":true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE"})
  void a_body_that_is_not_utf_8_is_left_alone(String charset) throws Exception {
    byte[] body = "{\"model\":\"m\",\"stream\":true}".getBytes(Charset.forName(charset));
    RequestFacts facts = read("/v1/chat/completions", body);
    assertThat(facts.splice()).isNull();
    assertThat(facts.filter()).isNull();
  }

  @Test
  void large_bodies_are_spliced_where_they_should_be() throws Exception {
    String text = "é\\\"{".repeat(100_000);
    String body =
        "{\"messages\":[{\"content\":\""
            + text
            + "\"}],\"stream\":true,\"stream_options\":{\"include_usage\":false}}";
    assertThat(asked(body))
        .isEqualTo(body.replace("include_usage\":false", "include_usage\":true"));
  }

  @Test
  void only_apis_that_take_the_option_are_asked() throws Exception {
    byte[] body = "{\"stream\":true}".getBytes(StandardCharsets.UTF_8);
    assertThat(read("/v1/completions", body).splice()).isNotNull();
    assertThat(read("/v1/responses", body).splice()).isNull();
    assertThat(read("/v1/responses", body).streamed()).isTrue();
    assertThat(read("/v1/threads/runs", body).splice()).isNull();
  }
}
