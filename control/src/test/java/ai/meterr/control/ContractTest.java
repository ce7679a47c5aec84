package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.testkit.SampleEvents;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every answer that {@code api/openapi.yaml} names is given, and fits its schema. */
final class ContractTest {
  private static final List<String> READS =
      List.of(
          "/api/v1/usage?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z",
          "/api/v1/events",
          "/api/v1/events/some-id",
          "/api/v1/models",
          "/api/v1/prices",
          "/api/v1/unpriced?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z",
          "/api/v1/live",
          "/api/v1/status");

  private final TestPlane plane = TestPlane.start();
  private final SampleEvents samples = new SampleEvents(42);

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void every_answer_of_the_contract_is_given_and_fits_its_schema() {
    for (int i = 0; i < 300; i++) {
      plane.reports.addQuietly(TestPlane.ACME, samples.next());
    }
    good();
    badQuestions();
    nobodyAndWithoutTheScope();
    signInThatFails();
    sendingEvents();
    countingTokens();
    prices();
    databaseAway();

    // the live stream's answer has no end: LiveTest reads it
    plane.contract.seen().forEach(name -> assertThat(plane.contract.answers()).contains(name));
    assertThat(plane.contract.answers())
        .filteredOn(name -> !plane.contract.seen().contains(name))
        .containsExactly("GET /api/v1/live 200");
  }

  private void good() {
    String cookie = plane.cookie(TestPlane.ACME_EMAIL);
    assertThat(plane.ask(plane.signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD)).status())
        .isEqualTo(200);
    assertThat(plane.ask(plane.get("/api/v1/session").header("Cookie", cookie)).status())
        .isEqualTo(200);
    assertThat(plane.ask(plane.get("/api/v1/session").header("Cookie", cookie).DELETE()).status())
        .isEqualTo(204);
    assertThat(plane.ask(plane.get("/api/openapi.json")).status()).isEqualTo(200);
    for (String bucket : List.of("", "&bucket=day&group_by=provider,model,team&tz=Asia/Tokyo")) {
      Answer usage = askAcme(READS.getFirst() + bucket);
      assertThat(usage.json().path("rows").size()).isPositive();
      assertThat(usage.json().path("total").path("requests").asInt()).isEqualTo(300);
    }
    everyEventOnItsOwnAndInPages();
    assertThat(askAcme("/api/v1/status").json().toString())
        .isEqualTo(
            """
            {"version":"1.2.3","time":"2026-11-24T09:00:00Z","public_url":null,\
            "ledger_lag":{"seconds":1.25,"bytes":4096},\
            "raw_log_lag":{"seconds":0.25,"bytes":512}}\
            """);
    plane.lag(Optional.empty());
    assertThat(askAcme("/api/v1/status").json().path("ledger_lag").isNull()).isTrue();
    assertThat(askAcme("/api/v1/status").json().path("raw_log_lag").isNull()).isTrue();
  }

  private void everyEventOnItsOwnAndInPages() {
    String next = "";
    int count = 0;
    while (next != null) {
      JsonNode page = askAcme("/api/v1/events?limit=97" + next).json();
      for (JsonNode event : page.path("data")) {
        count++;
        JsonNode detail = askAcme("/api/v1/events/" + event.path("id").asString()).json();
        assertThat(detail.path("cost")).isEqualTo(event.path("cost"));
        assertThat(detail.path("lines")).isEqualTo(event.path("lines"));
      }
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asString();
    }
    assertThat(count).isEqualTo(300);
  }

  /** {@link TokenCountTest} has the cases; here each answer is given once. */
  private void countingTokens() {
    String good = "{\"models\":[{\"provider\":\"openai\",\"model\":\"gpt-5\"}],\"text\":\"hi\"}";
    assertThat(plane.ask(counting("text/plain", good)).problem())
        .isEqualTo("unsupported-media-type");
    assertThat(plane.ask(counting("application/json", "{}")).problem()).isEqualTo("bad-body");
    assertThat(plane.ask(counting("application/json", "x".repeat((1 << 20) + 1))).problem())
        .isEqualTo("too-large");
    Answer last = plane.ask(counting("application/json", good));
    assertThat(last.status()).isEqualTo(200);
    for (int i = 0; i < 100 && last.status() == 200; i++) {
      last = plane.ask(counting("application/json", good));
    }
    assertThat(last.problem()).isEqualTo("too-many-attempts");
  }

  private HttpRequest.Builder counting(String type, String body) {
    return plane
        .get("/api/v1/tokens/count")
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body));
  }

  private void badQuestions() {
    for (String target : READS) {
      String unknown = target + (target.contains("?") ? "&" : "?") + "nonsense=1";
      assertThat(askAcme(unknown).problem()).isEqualTo("bad-parameter");
    }
    assertThat(plane.ask(plane.get("/api/v1/session?x=1")).problem()).isEqualTo("bad-parameter");
    assertThat(plane.ask(plane.get("/api/v1/session?x=1").DELETE()).problem())
        .isEqualTo("bad-parameter");
    assertThat(askAcme("/api/v1/events/no-such-event").problem()).isEqualTo("not-found");
    assertThat(askAcme(READS.getFirst() + "&group_by=user,key").problem())
        .isEqualTo("combination-not-kept");
  }

  private void nobodyAndWithoutTheScope() {
    for (String target : READS) {
      assertThat(plane.ask(plane.get(target)).problem()).isEqualTo("not-signed-in");
      assertThat(plane.askWithKey(target, TestPlane.ACME_CALLS_ONLY).problem())
          .isEqualTo("not-allowed");
    }
    assertThat(plane.ask(plane.get("/api/v1/session")).problem()).isEqualTo("not-signed-in");
  }

  private void signInThatFails() {
    assertThat(plane.ask(plane.signIn(TestPlane.ACME_EMAIL, "wrong")).problem())
        .isEqualTo("wrong-credentials");
    assertThat(plane.ask(post("application/json", "not json")).problem()).isEqualTo("bad-body");
    assertThat(plane.ask(post("text/plain", "{}")).problem()).isEqualTo("unsupported-media-type");
    assertThat(plane.ask(post("application/json", "x".repeat(1_000_000))).problem())
        .isEqualTo("too-large");
    assertThat(
            plane
                .ask(
                    plane
                        .signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD)
                        .header("Sec-Fetch-Site", "cross-site"))
                .problem())
        .isEqualTo("cross-site");
    assertThat(
            plane
                .ask(plane.get("/api/v1/session").header("Sec-Fetch-Site", "cross-site").DELETE())
                .problem())
        .isEqualTo("cross-site");
    Answer last = plane.ask(plane.signIn("x@y.example", "wrong"));
    for (int i = 0; i < 30 && last.status() == 401; i++) {
      last = plane.ask(plane.signIn("x@y.example", "wrong"));
    }
    assertThat(last.problem()).isEqualTo("too-many-attempts");
  }

  /** {@link IngestTest} has the cases; here each answer is given once. */
  private void sendingEvents() {
    assertThat(plane.ask(sending("{\"events\":[]}")).status()).isEqualTo(200);
    assertThat(plane.ask(sending("{}")).problem()).isEqualTo("bad-body");
    assertThat(plane.ask(sending("{}").setHeader("Authorization", "Bearer x")).problem())
        .isEqualTo("not-signed-in");
    assertThat(
            plane
                .ask(sending("{}").setHeader("Authorization", "Bearer " + TestPlane.ACME_READS))
                .problem())
        .isEqualTo("not-allowed");
    assertThat(plane.ask(sending("x".repeat((16 << 20) + 1))).problem()).isEqualTo("too-large");
    assertThat(plane.ask(sending("{}").setHeader("Content-Type", "text/csv")).problem())
        .isEqualTo("unsupported-media-type");
    CountDownLatch committed = new CountDownLatch(1);
    plane.ingest.holdUntil(committed);
    String event =
        """
        {"events":[{"time":"2026-11-24T08:00:00Z","provider":"openai","request_model":"gpt-5",
         "usage":{"input":1}}]}
        """;
    Semaphore refused = new Semaphore(0);
    for (int i = 0; i < 257; i++) {
      plane.sendLater(sending(event)).thenRun(refused::release);
    }
    // one of them finds 256 others waiting
    refused.acquireUninterruptibly();
    assertThat(plane.ask(sending(event)).problem()).isEqualTo("too-many-requests");
    committed.countDown();
  }

  /** {@link PricesTest} has the cases; here each answer is given once. */
  private void prices() {
    assertThat(askAcme("/api/v1/models").json().path("data").size()).isPositive();
    assertThat(askAcme(READS.get(5)).json().path("data").size()).isPositive();
    String usage = "{\"provider\":\"openai\",\"model\":\"a\",\"usage\":{\"input\":1}}";
    assertThat(plane.ask(sending("/api/v1/price", usage)).status()).isEqualTo(200);
    String price =
        """
        {"scope":"contract","provider":"openai","discount_percent":"5","source":"agreement"}
        """;
    Answer made = plane.ask(sending("/api/v1/prices", price));
    assertThat(made.status()).isEqualTo(201);
    assertThat(askOther("/api/v1/prices").json().path("data").size()).isEqualTo(1);
    String end = "/api/v1/prices/" + made.json().path("id").asString() + "/end";
    assertThat(plane.ask(sending("/api/v1/prices", price)).problem()).isEqualTo("conflict");
    assertThat(plane.ask(sending(end, "{}")).status()).isEqualTo(200);
    assertThat(plane.ask(sending(end, "{}")).problem()).isEqualTo("conflict");
    assertThat(plane.ask(sending("/api/v1/prices/none/end", "{}")).problem())
        .isEqualTo("not-found");
    for (String target : List.of("/api/v1/price", "/api/v1/prices", end)) {
      assertThat(plane.ask(sending(target, "[]")).problem()).isEqualTo("bad-body");
      assertThat(plane.ask(sending(target, "x".repeat(1 << 17))).problem()).isEqualTo("too-large");
      assertThat(plane.ask(sending(target, "{}").setHeader("Content-Type", "text/csv")).problem())
          .isEqualTo("unsupported-media-type");
      assertThat(plane.ask(sending(target, "{}").setHeader("Authorization", "Bearer x")).problem())
          .isEqualTo("not-signed-in");
      String key = target.equals("/api/v1/price") ? TestPlane.ACME_WRITES : TestPlane.ACME_READS;
      assertThat(
              plane
                  .ask(sending(target, "{}").setHeader("Authorization", "Bearer " + key))
                  .problem())
          .isEqualTo("not-allowed");
    }
  }

  private Answer askOther(String target) {
    return plane.askWithKey(target, TestPlane.OTHER_READS);
  }

  private HttpRequest.Builder sending(String body) {
    return sending("/api/v1/events", body);
  }

  private HttpRequest.Builder sending(String target, String body) {
    return plane
        .get(target)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + TestPlane.OTHER_READS)
        .POST(BodyPublishers.ofString(body));
  }

  private void databaseAway() {
    plane.keys.away(true);
    plane.people.away(true);
    for (String target : READS) {
      assertThat(askAcme(target).problem()).isEqualTo("unavailable");
    }
    for (String target :
        List.of("/api/v1/events", "/api/v1/price", "/api/v1/prices", "/api/v1/prices/none/end")) {
      assertThat(plane.ask(sending(target, "{}")).problem()).isEqualTo("unavailable");
    }
    HttpRequest.Builder signIn =
        plane
            .signIn("other@acme.example", TestPlane.PASSWORD)
            .setHeader("x-meterr-client-address", "192.0.2.99");
    assertThat(plane.ask(signIn).problem()).isEqualTo("unavailable");
    String cookie = "meterr_session=session-1";
    assertThat(plane.ask(plane.get("/api/v1/session").header("Cookie", cookie)).problem())
        .isEqualTo("unavailable");
    assertThat(plane.ask(plane.get("/api/v1/session").header("Cookie", cookie).DELETE()).problem())
        .isEqualTo("unavailable");
  }

  @Test
  void an_event_with_an_unknown_cost_says_null_and_never_zero() {
    UsageEvent unknown = samples.interrupted();
    plane.reports.addQuietly(TestPlane.ACME, unknown);

    JsonNode event = askAcme("/api/v1/events").json().path("data").get(0);

    assertThat(event.path("cost").isNull()).isTrue();
    assertThat(event.has("currency")).isFalse();
  }

  @Test
  void sums_are_exact_decimal_strings_with_a_cost_per_meter() {
    BigDecimal total = BigDecimal.ZERO;
    for (int i = 0; i < 50; i++) {
      UsageEvent event = samples.priced();
      plane.reports.addQuietly(TestPlane.ACME, event);
      if (event.cost() != null && event.cost().currency().code().equals("USD")) {
        total = total.add(event.cost().amount());
      }
    }

    JsonNode sums = askAcme(READS.getFirst()).json().path("total");

    BigDecimal amounts = BigDecimal.ZERO;
    for (JsonNode amount : sums.path("amounts")) {
      amounts = amounts.add(new BigDecimal(amount.asString()));
    }
    assertThat(new BigDecimal(sums.path("cost").asString()))
        .isEqualByComparingTo(total)
        .isEqualByComparingTo(amounts);
    assertThat(sums.path("costs").has("EUR")).isTrue();
  }

  @Test
  void an_answer_says_up_to_when_the_ledger_was_applied() {
    assertThat(askAcme(READS.getFirst()).json().path("as_of").asString())
        .isEqualTo(MemoryReports.AS_OF.toString());
  }

  private Answer askAcme(String target) {
    return plane.askWithKey(target, TestPlane.ACME_READS);
  }

  private HttpRequest.Builder post(String type, String body) {
    return plane
        .get("/api/v1/session")
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body));
  }
}
