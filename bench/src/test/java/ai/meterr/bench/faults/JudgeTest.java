package ai.meterr.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JudgeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String USAGE =
      "{\"input\":100,\"cache_read\":7,\"cache_write_5m\":3,\"cache_write_1h\":2,\"output\":40,"
          + "\"reasoning\":5}";

  private final Made whole = made(200, "event-1", true);
  private final Logged taken = new Logged("a1", 200, "answer-1", "m", JSON.readTree(USAGE));
  private final ObjectNode event = event();

  private static Made made(int status, @Nullable String eventId, boolean isWhole) {
    return new Made("a1", ApiCall.MESSAGES, Twist.NOTHING, status, eventId, isWhole);
  }

  private static ObjectNode event() {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", "event-1");
    event.put("status", "priced");
    event.put("provider_response_id", "answer-1");
    event.put("cost", "0.5");
    event.putObject("tags").put("call", "a1");
    event.putObject("usage").setAll((ObjectNode) JSON.readTree(USAGE));
    return event;
  }

  private static Findings judge(
      List<Made> made, List<Logged> taken, List<JsonNode> events, boolean nodesDied) {
    ObjectNode total = JSON.createObjectNode();
    total.put("requests", events.size());
    for (String status : List.of("interrupted", "failed", "unknown", "not_billed")) {
      total.put(
          status,
          events.stream().filter(one -> one.path("status").asString("").equals(status)).count());
    }
    total.put("cost", events.stream().anyMatch(one -> one.path("cost").isString()) ? "0.5" : "0");
    return Judge.judge(made, List.of(), taken, events, total, nodesDied);
  }

  private Findings judge(Made made) {
    return judge(List.of(made), List.of(taken), List.of(event), true);
  }

  @Test
  void agreement_is_clean() {
    assertThat(judge(whole).isClean()).isTrue();
  }

  @Test
  void a_call_that_the_provider_took_and_the_ledger_lacks_is_lost() {
    assertThat(judge(List.of(made(0, null, false)), List.of(taken), List.of(), true).lost())
        .hasSize(1);
  }

  @Test
  void an_event_that_a_client_was_told_of_and_the_ledger_lacks_is_lost() {
    assertThat(judge(List.of(made(502, "event-1", true)), List.of(), List.of(), true).lost())
        .hasSize(1);
  }

  @Test
  void two_events_of_one_call_are_doubled() {
    ObjectNode unbilled = event();
    unbilled.remove("cost");
    unbilled.put("status", "unknown");
    assertThat(judge(List.of(whole), List.of(taken), List.of(event, unbilled), true).doubled())
        .hasSize(1);
  }

  @Test
  void two_calls_at_the_provider_for_one_of_the_client_are_wrong() {
    assertThat(judge(List.of(whole), List.of(taken, taken), List.of(event), true).wrong())
        .hasSize(1);
  }

  @Test
  void an_event_that_charges_for_a_call_that_the_provider_never_saw_is_wrong() {
    assertThat(judge(List.of(whole), List.of(), List.of(event), true).wrong()).hasSize(1);
  }

  @Test
  void an_answer_that_arrived_whole_and_is_not_priced_is_wrong() {
    event.put("status", "interrupted");
    event.remove("cost");
    assertThat(judge(whole).wrong()).hasSize(1);
  }

  @Test
  void another_usage_than_the_provider_s_is_wrong() {
    ((ObjectNode) event.path("usage")).put("output", 41);
    assertThat(judge(whole).wrong()).hasSize(1);
  }

  @Test
  void another_answer_s_id_is_wrong() {
    event.put("provider_response_id", "answer-2");
    assertThat(judge(whole).wrong()).hasSize(1);
  }

  @Test
  void another_event_s_id_than_the_client_was_told_is_wrong() {
    assertThat(judge(made(200, "event-2", true)).wrong()).hasSize(1);
  }

  @Test
  void an_error_that_is_billed_is_wrong() {
    assertThat(judge(made(500, "event-1", true)).wrong()).hasSize(1);
  }

  @Test
  void where_no_node_died_an_interrupted_event_is_wrong() {
    event.put("status", "interrupted");
    event.remove("cost");
    Made unsent = made(0, null, false);
    assertThat(judge(List.of(unsent), List.of(), List.of(event), false).wrong()).hasSize(1);
    assertThat(judge(List.of(unsent), List.of(), List.of(event), true).wrong()).isEmpty();
  }

  @Test
  void where_no_node_died_an_answer_that_broke_off_is_wrong() {
    Made broken = made(200, "event-1", false);
    assertThat(judge(List.of(broken), List.of(taken), List.of(event), false).wrong()).hasSize(1);
    assertThat(judge(List.of(broken), List.of(taken), List.of(event), true).wrong()).isEmpty();
  }

  @Test
  void an_event_of_a_call_that_nobody_made_is_wrong() {
    assertThat(judge(List.of(), List.of(), List.of(event), true).wrong()).hasSize(1);
  }

  private Findings judgeReported(boolean acknowledged, JsonNode... events) {
    ObjectNode total = JSON.createObjectNode();
    total.put("requests", events.length);
    List.of("interrupted", "failed", "unknown", "not_billed").forEach(one -> total.put(one, 0));
    total.put("cost", events.length == 1 ? "0.5" : "0");
    return Judge.judge(
        List.of(),
        List.of(new Reported("a1", 100, 40, acknowledged)),
        List.of(),
        List.of(events),
        total,
        true);
  }

  @Test
  void a_reported_event_is_there_once_if_acknowledged_and_never_twice() {
    assertThat(judgeReported(true, event).isClean()).isTrue();
    assertThat(judgeReported(false).isClean()).isTrue();
    assertThat(judgeReported(true).lost()).hasSize(1);
    assertThat(judgeReported(false, event, event()).doubled()).hasSize(1);
  }

  @Test
  void a_reported_event_with_another_usage_is_wrong() {
    ((ObjectNode) event.path("usage")).put("input", 101);
    assertThat(judgeReported(true, event).wrong()).hasSize(1);
  }

  @Test
  void sums_that_are_not_those_of_the_events_are_wrong() {
    ObjectNode total = JSON.createObjectNode();
    assertThat(Judge.judge(List.of(), List.of(), List.of(), List.of(), total, true).wrong())
        .hasSize(5);
  }
}
