package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.Variations;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked, and what is refused and how. */
final class QuestionsTest {
  private static final String PERIOD = "from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z";

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private Answer ask(String target) {
    return plane.askWithKey(target, TestPlane.ACME_READS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usage | from | to=2026-11-02T00:00:00Z",
        "usage | to | from=2026-11-02T00:00:00Z",
        "usage | from | from=&to=2026-11-02T00:00:00Z",
        "usage | from | from=2026-11-01&to=2026-11-02T00:00:00Z",
        "usage | from | from=2026-11-01T00:00:00&to=2026-11-02T00:00:00Z",
        "usage | from | from=2026-02-30T00:00:00Z&to=2026-11-02T00:00:00Z",
        "usage | from | from=%2B123456-01-01T00:00:00Z&to=2026-11-02T00:00:00Z",
        "usage | from | from=0001-01-01T00:00:00Z&to=2026-11-02T00:00:00Z",
        "usage | to | from=2026-11-01T00:00:00Z&to=9999-12-31T23:59:59Z",
        "usage | to | from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z",
        "usage | to | from=2026-11-03T00:00:00Z&to=2026-11-02T00:00:00Z",
        "usage | from | {}&from=2026-11-01T00:00:00Z",
        "usage | tz | {}&tz=Paris",
        "usage | tz | {}&tz=%2B01:00",
        "usage | tz | {}&tz=",
        "usage | bucket | {}&bucket=year",
        "usage | bucket | {}&bucket=DAY",
        "usage | bucket | {}&bucket=day&bucket=day",
        "usage | group_by | {}&group_by=",
        "usage | group_by | {}&group_by=model,",
        "usage | group_by | {}&group_by=model,model",
        "usage | group_by | {}&group_by=tag",
        "usage | group_by | {}&group_by=model&group_by=team",
        "usage | status | {}&status=fine",
        "usage | model | {}&model=a%00b",
        "usage | model | {}&model=a%0Ab",
        "usage | limit | {}&limit=1",
        "usage | From | {}&From=2026-11-01T00:00:00Z",
        "events | limit | limit=0",
        "events | limit | limit=1001",
        "events | limit | limit=-1",
        "events | limit | limit=1e3",
        "events | limit | limit=99999999999999",
        "events | limit | limit=",
        "events | cursor | cursor=",
        "events | cursor | cursor=nonsense",
        "events | to | {}&to=2026-11-02T00:00:00Z",
        "events | bucket | bucket=day",
        "events | tz | tz=UTC",
        "events | <script> | %3Cscript%3E=1",
      })
  void a_parameter_that_cannot_be_read_is_400_and_named(String path, String name, String query) {
    Answer answer = ask("/api/v1/" + path + "?" + query.replace("{}", PERIOD));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("bad-parameter");
    assertThat(answer.json().path("errors").get(0).path("name").asString()).isEqualTo(name);
    assertThat(answer.json().path("detail").asString()).startsWith(name + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%ff", "%c3%28", "%ed%a0%80"})
  void what_is_not_utf_8_is_400(String value) {
    assertThat(ask("/api/v1/events?model=" + value).problem()).isEqualTo("bad-parameter");
    assertThat(ask("/api/v1/events/" + value).problem()).isEqualTo("bad-parameter");
  }

  @Test
  void a_provider_may_be_asked_for_by_opentelemetry_s_name() {
    assertThat(
            ask("/api/v1/usage?" + PERIOD + "&provider=x_ai&provider=aws.bedrock&provider=xai")
                .status())
        .isEqualTo(200);

    assertThat(Objects.requireNonNull(plane.reports.lastQuery).filters())
        .isEqualTo(Map.of(Dimension.PROVIDER, List.of("xai", "bedrock")));
  }

  @Test
  void too_many_or_too_long_filters_are_400() {
    assertThat(ask("/api/v1/events?" + "model=a&".repeat(200)).status()).isEqualTo(200);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= 100; i++) {
      many.append("&model=m").append(i);
    }
    assertThat(ask("/api/v1/events?" + many).status()).isEqualTo(400);
    assertThat(ask("/api/v1/events?model=" + "m".repeat(257)).status()).isEqualTo(400);
    assertThat(ask("/api/v1/events?model=" + "m".repeat(256)).status()).isEqualTo(200);
  }

  @Test
  void a_question_reaches_the_ledger_as_it_was_asked() {
    ask(
        "/api/v1/usage?from=2026-11-01T01:00:00%2B01:00&to=2026-11-01T02:00:00-00:30&tz=Asia/Kolkata"
            + "&bucket=hour&group_by=service_tier,model&model=a,b&model=c%20d&team=&status=priced");

    assertThat(plane.reports.lastQuery)
        .isEqualTo(
            new UsageQuery(
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-11-01T02:30:00Z"),
                ZoneId.of("Asia/Kolkata"),
                Bucket.HOUR,
                List.of(Dimension.SERVICE_TIER, Dimension.MODEL),
                Map.of(
                    Dimension.MODEL,
                    List.of("a,b", "c d"),
                    Dimension.TEAM,
                    List.of(""),
                    Dimension.STATUS,
                    List.of("priced"))));
  }

  @Test
  void a_plus_that_was_sent_unescaped_is_understood_in_a_time() {
    ask("/api/v1/usage?from=2026-11-01T01:00:00+01:00&to=2026-11-01T03:00:00+01:00");

    assertThat(plane.reports.lastQuery)
        .extracting(UsageQuery::from)
        .isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
  }

  @Test
  void days_begin_in_the_organizations_zone_unless_another_is_asked_for() {
    String target = "/api/v1/usage?" + PERIOD + "&bucket=day";
    plane.reports.addQuietly(TestPlane.ACME, at("2026-11-01T12:00:00Z"));
    plane.reports.addQuietly(TestPlane.OTHER, at("2026-11-01T12:00:00Z"));

    assertThat(bucket(plane.askWithKey(target, TestPlane.ACME_READS)))
        .isEqualTo("2026-11-01T00:00:00+01:00");
    assertThat(bucket(plane.askWithKey(target, TestPlane.OTHER_READS)))
        .isEqualTo("2026-11-01T00:00:00+09:00");
    assertThat(bucket(plane.askWithKey(target + "&tz=UTC", TestPlane.ACME_READS)))
        .isEqualTo("2026-11-01T00:00:00Z");
    assertThat(
            bucket(
                plane.ask(plane.get(target).header("Cookie", plane.cookie(TestPlane.ACME_EMAIL)))))
        .isEqualTo("2026-11-01T00:00:00+01:00");
  }

  private static UsageEvent at(String time) {
    return new SampleEvents(3, Instant.parse(time), Duration.ofMillis(1)).priced();
  }

  private static String bucket(Answer answer) {
    return answer.json().path("rows").get(0).path("bucket").asString();
  }

  @Test
  void a_group_that_events_do_not_tell_is_null() {
    plane.reports.addQuietly(TestPlane.ACME, new SampleEvents(1).interrupted());
    Answer answer =
        ask(
            "/api/v1/usage?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&group_by=service_tier,provider");

    assertThat(answer.json().path("rows").get(0).path("group").propertyNames())
        .containsExactlyInAnyOrder("service_tier", "provider");
  }

  @Test
  void a_combination_that_no_rollup_keeps_is_422_and_says_what_can_be_asked() {
    Answer answer = ask("/api/v1/usage?" + PERIOD + "&group_by=user,key");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("type").asString()).endsWith("/combination-not-kept");
    assertThat(answer.json().path("detail").asString()).contains("team, project");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a b", "a+b", "100%", "ü", "?x=1", "..", "a//b"})
  void an_event_is_found_by_any_id_that_a_sender_chose(String id) {
    UsageEvent sample = new SampleEvents(5).priced();
    plane.reports.addQuietly(TestPlane.ACME, Variations.withId(sample, new EventId(id)));
    String encoded =
        URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");

    Answer answer = ask("/api/v1/events/" + encoded);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("id").asString()).isEqualTo(id);
  }

  @Test
  void an_id_that_no_event_can_have_is_404() {
    assertThat(ask("/api/v1/events/" + "x".repeat(65)).status()).isEqualTo(404);
    assertThat(ask("/api/v1/events/a%00").status()).isEqualTo(404);
    assertThat(ask("/api/v1/events/").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/events, 405",
    "PUT, /api/v1/session, 405",
    "HEAD, /api/v1/usage, 405",
    "DELETE, /api/v1/events/x, 405",
    "POST, /api/v1/live, 405",
    "GET, /api/v1/nothing, 404",
    "GET, /api/, 404",
    "GET, /api, 404",
    "POST, /api/v2/events, 404",
    "POST, /app/, 405",
  })
  void what_the_contract_does_not_have_is_404_or_405(String method, String path, int status) {
    Answer answer = new Answer(plane.send(plane.get(path).method(method, BodyPublishers.noBody())));

    assertThat(answer.status()).isEqualTo(status);
    if (!method.equals("HEAD")) {
      assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
      assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    }
    assertThat(answer.header("allow").isEmpty()).isEqualTo(status == 404);
  }
}
