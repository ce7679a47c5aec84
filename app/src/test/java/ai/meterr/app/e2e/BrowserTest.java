package ai.meterr.app.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The dashboard in Debian's Chromium, from the first sign-in on. What a person does there stands in
 * {@code src/test/browser}; here, that what stood on the screen is what the API says, and soon.
 */
@Tag("slow")
class BrowserTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int CALLS = 200;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  @TempDir static Path folder;

  private static Forked sandbox;
  private static Forked meterr;
  private static List<JsonNode> told;
  private static Map<String, JsonNode> events;
  private static JsonNode total;

  @BeforeAll
  static void use_the_dashboard() throws Exception {
    sandbox = Programs.start(Map.of(), "sandbox", "--port", "0");
    meterr = Programs.start(Environments.of(folder, sandbox.address()), "serve");
    Scripts scripts = new Scripts(folder);
    Path script = scripts.installNode("browser").resolve("dashboard.mjs");
    URI address = meterr.address();
    told =
        scripts.tell(
            "node",
            script.toString(),
            address.toString(),
            Environments.EMAIL,
            Environments.PASSWORD,
            Environments.KEY,
            "/usr/bin/chromium");
    Api api = new Api(address, Environments.KEY);
    events = new HashMap<>();
    api.events().forEach(event -> events.put(event.path("id").stringValue(), event));
    total = api.total();
  }

  @AfterAll
  static void stop() throws Exception {
    meterr.close();
    sandbox.close();
  }

  @Test
  void the_first_call_turns_the_empty_page_into_its_receipt() {
    JsonNode first = only("first call");
    assertThat(money(first.path("shown").stringValue().replace("Your first call cost ", "")))
        .isEqualByComparingTo(cost(first.path("event").stringValue()));
  }

  @Test
  void every_call_is_on_the_screen_within_two_seconds_of_its_end() {
    JsonNode shown = only("event to screen").path("events");
    List<String> missed = new ArrayList<>();
    List<Long> delays = new ArrayList<>();
    for (Map.Entry<String, JsonNode> row : shown.properties()) {
      if (row.getValue().isNumber()) {
        delays.add(row.getValue().longValue() - endOf(row.getKey()));
      } else {
        missed.add(row.getKey());
      }
    }
    assertThat(missed).as("never on the screen").isEmpty();
    assertThat(delays).hasSize(CALLS);
    Collections.sort(delays);
    long median = delays.get(CALLS / 2 - 1);
    System.out.printf(
        "event to screen, %d calls at 50/s: p50 %d ms, p95 %d ms, max %d ms%n",
        CALLS, median, delays.get(CALLS * 95 / 100 - 1), delays.getLast());
    // the tail is the machine's too: p95 is 406 ms on two quiet cores, 2.2 s at a load of 24
    assertThat(median).isLessThanOrEqualTo(SOON.toMillis());
  }

  /** In ms since the epoch; the browser runs by the same clock. */
  private static long endOf(String event) {
    JsonNode facts = event(event);
    return Instant.parse(facts.path("time").stringValue()).toEpochMilli()
        + facts.path("latency_ms").longValue();
  }

  @Test
  void a_receipt_s_quantities_times_its_prices_are_its_amounts_and_their_sum_is_the_cost() {
    List<JsonNode> receipts = all("receipt");
    assertThat(receipts).hasSize(6);
    for (JsonNode receipt : receipts) {
      String id = receipt.path("event").stringValue();
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode line : receipt.path("lines")) {
        BigDecimal quantity = number(line.path(1).stringValue());
        BigDecimal price = money(line.path(2).stringValue());
        BigDecimal amount = money(line.path(3).stringValue());
        assertThat(quantity.multiply(price).divide(MILLION))
            .as(id + " " + line)
            .isEqualByComparingTo(amount);
        sum = sum.add(amount);
      }
      assertThat(receipt.path("foot")).as("nothing but the total").hasSize(1);
      BigDecimal shown = money(receipt.path("foot").path(0).path(3).stringValue());
      assertThat(sum).as(id).isPositive().isEqualByComparingTo(shown);
      assertThat(shown).as(id).isEqualByComparingTo(cost(id));
    }
  }

  @Test
  void the_spend_is_the_sum_of_the_costs_to_the_cent() {
    BigDecimal sum =
        events.keySet().stream().map(BrowserTest::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(events).hasSize(CALLS + 1);
    assertThat(new BigDecimal(total.path("cost").stringValue())).isEqualByComparingTo(sum);
    assertThat(money(only("spend").path("shown").stringValue()))
        .isEqualByComparingTo(sum.setScale(2, RoundingMode.HALF_UP));
  }

  @Test
  void a_browser_cannot_be_led_to_the_data_plane() {
    assertThat(only("navigation to the data plane").path("status").intValue()).isEqualTo(403);
  }

  @Test
  void signing_out_ends_the_session() {
    assertThat(only("signed out").path("session").intValue()).isEqualTo(401);
  }

  @Test
  void the_browser_s_console_stays_empty() {
    assertThat(only("console").path("problems")).isEmpty();
  }

  private static JsonNode only(String name) {
    List<JsonNode> cases = all(name);
    assertThat(cases).as(name).hasSize(1);
    return cases.getFirst();
  }

  private static List<JsonNode> all(String name) {
    return told.stream()
        .filter(line -> line.path("case").stringValue().equals(name))
        .map(line -> line.path("detail"))
        .toList();
  }

  private static JsonNode event(String id) {
    return requireNonNull(events.get(id), () -> "no event " + id);
  }

  private static BigDecimal cost(String event) {
    return new BigDecimal(event(event).path("cost").stringValue());
  }

  private static BigDecimal money(String shown) {
    assertThat(shown).startsWith("$");
    return number(shown.substring(1));
  }

  private static BigDecimal number(String shown) {
    return new BigDecimal(shown.replace(",", ""));
  }
}
