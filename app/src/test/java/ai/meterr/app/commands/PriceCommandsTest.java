package ai.meterr.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code meterr price} and {@code meterr prices check}. */
class PriceCommandsTest {
  private static final String FILE =
      """
      provider: acme
      currency: USD
      tiers: {standard: [not_told, standard], batch: [%s]}
      sources: {s: {url: "https://acme.example", retrieved: 2026-08-22}}
      models:
        - {names: [m], source: s, prices: [{tier: standard, input: 1}, {tier: batch, input: 0.5}]}
        - {names: [mistral-7], source: s, prices: [{tier: standard, input: 0.25, output: 2}]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter problems = new StringWriter();

  @TempDir private Path folder;

  private int price(String usage, String... options) {
    var in = new ByteArrayInputStream(usage.getBytes(StandardCharsets.UTF_8));
    return run(new CommandLine(new PriceCommand(in)), options);
  }

  private int run(CommandLine line, String... options) {
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(problems)).execute(options);
  }

  @Test
  void a_receipt_has_a_line_for_each_meter_the_total_and_the_source() {
    int status =
        price(
            "{\"input\": 1000, \"cache_read\": 200, \"output\": 50}",
            "--model",
            "gpt-4o-2024-08-06",
            "--provider",
            "openai");

    assertThat(status).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("input 1000 × 2.5 / 1,000,000 = 0.0025"),
            line -> assertThat(line).isEqualTo("cache_read 200 × 1.25 / 1,000,000 = 0.00025"),
            line -> assertThat(line).isEqualTo("output 50 × 10 / 1,000,000 = 0.0005"),
            line -> assertThat(line).isEqualTo("total 0.00325 USD"),
            line -> assertThat(line).startsWith("price openai/").contains("https://", " on 20"));
  }

  @Test
  void as_json_it_has_the_fields_of_an_event() {
    int status =
        price(
            "{\"input\": 1000000}",
            "--model",
            "deepseek-v4-flash",
            "--provider",
            "deepseek",
            "--time",
            "2026-08-17T01:00:00Z",
            "--json");

    assertThat(status).isZero();
    assertThat(out)
        .hasToString(
            "{\"pricing\":\"priced\",\"cost\":\"0.44\",\"currency\":\"USD\",\"lines\":[{\"meter\":\"input\","
                + "\"quantity\":\"1000000\",\"unit_price\":\"0.44\",\"amount\":\"0.44\"}],\"price\":{\"id\":"
                + "\"deepseek/deepseek-v4-flash/standard/every_day/2026-08-16T16:00:00Z\",\"source\":"
                + "\"https://api-docs.deepseek.com/quick_start/pricing\",\"retrieved_at\":\"2026-11-24\","
                + "\"valid_from\":\"2026-08-16T16:00:00Z\"}}"
                + System.lineSeparator());
  }

  @Test
  void what_has_no_price_is_unpriced_and_never_zero() {
    int status = price("{\"input\": 1}", "--model", "nobody", "--provider", "openai", "--json");

    assertThat(status).isEqualTo(1);
    assertThat(out.toString())
        .contains("\"pricing\":\"unpriced\"", "\"cost\":null", "no_such_model");
  }

  @Test
  void what_is_free_says_so() {
    price("{\"input\": 1}", "--model", "omni-moderation-latest", "--provider", "openai");

    assertThat(out.toString()).startsWith("free of charge");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]              | must be a JSON object",
        "{\"tokens\": 1}  | tokens is not a meter",
        "{\"input\": \"\"}| input must be a number",
        "{\"input\": -1}  | negative",
        "{\"input\": 0.5} | no whole number",
        "{                | is not JSON",
      })
  void a_usage_that_is_none_is_refused(String usage, String problem) {
    assertThat(price(usage, "--model", "gpt-5", "--provider", "openai")).isEqualTo(2);
    assertThat(problems.toString()).contains(problem);
  }

  @Test
  void the_book_that_comes_with_meterr_is_well_formed() {
    int status = run(new CommandLine(new MeterrCommand()), "prices", "check");

    assertThat(status).isZero();
    assertThat(out.toString()).contains("openai: ", "mistral: ").endsWith("well-formed\n");
  }

  @Test
  void a_name_that_leads_to_no_price_is_named() throws IOException {
    Files.writeString(folder.resolve("acme.yaml"), FILE.formatted("other"));

    int status =
        run(new CommandLine(new MeterrCommand()), "prices", "check", "--folder", folder.toString());

    assertThat(status).isEqualTo(1);
    assertThat(out.toString()).contains("acme.yaml:6: input of m: input: service tier");
  }

  @Test
  void differences_to_public_tables_are_listed() throws IOException {
    Files.writeString(folder.resolve("acme.yaml"), FILE.formatted("batch"));
    gzip(
        "litellm-x.json.gz",
        """
        {"acme/m": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2.5e-06,
          "cache_read_input_token_cost": 0}}
        """);
    gzip(
        "genai-prices-x.json.gz",
        """
        {"acme": {"models": [{"match": {"or": [{"equals": "x"}, {"equals": "mistral-7"}]}, "prices": [
          {"prices": {"input_mtok": 9}},
          {"constraint": {"start_date": "2025-01-01"}, "prices": {"input_mtok": 0.25, "output_mtok": {"base": 3}}},
          {"constraint": {"start_date": "2999-01-01"}, "prices": {"input_mtok": 8}}]}]}}
        """);

    int status =
        run(
            new CommandLine(new MeterrCommand()),
            "prices",
            "check",
            "--folder",
            folder.toString(),
            "--tables",
            folder.toString());

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "acme: 2 names, 3 rows",
            "acme mistral-7 output: 2, genai-prices 3",
            "acme m output: unpriced, litellm 2.5",
            "2 differences to the tables in " + folder,
            "well-formed");
  }

  private void gzip(String name, String text) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        var writer = new OutputStreamWriter(new GZIPOutputStream(file), StandardCharsets.UTF_8)) {
      writer.write(text);
    }
  }
}
