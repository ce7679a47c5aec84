package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.control.LiveStream.Frame;
import ai.meterr.control.live.LivePace;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.testkit.SampleEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events as they reach the ledger. */
final class LiveTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(40);

  private final SampleEvents samples = new SampleEvents(11);
  private TestPlane plane = TestPlane.start(new LivePace(LONG, LONG, LONG));

  @AfterEach
  void stop() {
    plane.close();
  }

  private void restart(LivePace pace) {
    plane.close();
    plane = TestPlane.start(pace);
  }

  private LiveStream open() {
    return LiveStream.open(plane, TestPlane.ACME_READS, null);
  }

  private UsageEvent add() {
    UsageEvent event = samples.next();
    plane.reports.add(TestPlane.ACME, event);
    return event;
  }

  @Test
  void a_stream_begins_with_what_comes_from_now_on_and_keeps_the_ledgers_order() {
    add();
    try (LiveStream stream = open()) {
      assertThat(stream.head())
          .contains(
              "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store");
      assertThat(stream.opening().id()).isEqualTo("c1");
      for (int i = 2; i <= 50; i++) {
        UsageEvent event = add();

        Frame frame = stream.nextEvent();

        assertThat(frame.event()).isEqualTo("usage_event");
        assertThat(frame.id()).isEqualTo("c" + i);
        assertThat(frame.data())
            .isEqualTo(new String(EventJson.write(event), StandardCharsets.UTF_8));
        assertThat(plane.contract.errors("/components/schemas/Event", frame.data())).isEmpty();
      }
    }
  }

  @Test
  void a_client_resumes_right_after_the_last_event_it_has_seen() {
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      events.add(add());
    }
    try (LiveStream stream = LiveStream.open(plane, TestPlane.ACME_READS, "c3")) {
      for (int i = 3; i < 1_000; i++) {
        Frame frame = stream.nextEvent();
        assertThat(frame.id()).isEqualTo("c" + (i + 1));
        assertThat(frame.data()).contains(events.get(i).id().value());
      }
    }
  }

  @Test
  void a_connection_that_breaks_before_its_first_event_resumes_too() {
    String cursor;
    try (LiveStream stream = open()) {
      cursor = stream.opening().id();
    }
    UsageEvent meanwhile = add();

    try (LiveStream again = LiveStream.open(plane, TestPlane.ACME_READS, cursor)) {
      assertThat(again.nextEvent().data()).contains(meanwhile.id().value());
    }
  }

  @Test
  void what_is_no_cursor_is_400_before_the_stream_begins() {
    for (String bad : List.of("nonsense", "c-1", "x".repeat(8_193))) {
      Answer answer =
          plane.ask(
              plane
                  .get("/api/v1/live")
                  .header("Authorization", "Bearer " + TestPlane.ACME_READS)
                  .header("Last-Event-ID", bad));
      assertThat(answer.status()).as(bad).isEqualTo(400);
      assertThat(answer.json().path("errors").get(0).path("name").asString())
          .isEqualTo("Last-Event-ID");
    }
  }

  @Test
  void a_slow_client_holds_up_nobody_and_misses_nothing() {
    try (LiveStream slow = open();
        LiveStream quick = open()) {
      slow.opening();
      quick.opening();
      List<UsageEvent> events = new ArrayList<>();
      // some 20 MB: far more than the sockets' buffers hold
      for (int i = 0; i < 20_000; i++) {
        UsageEvent event = samples.next();
        plane.reports.addQuietly(TestPlane.ACME, event);
        events.add(event);
      }
      plane.reports.signal(TestPlane.ACME);
      for (UsageEvent event : events) {
        assertThat(quick.nextEvent().data()).contains(event.id().value());
      }
      for (UsageEvent event : events) {
        assertThat(slow.nextEvent().data()).contains(event.id().value());
      }
    }
  }

  @Test
  void clients_of_one_organization_share_what_is_read() {
    List<LiveStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        LiveStream stream = open();
        stream.opening();
        streams.add(stream);
      }
      int before = plane.reports.liveReads.get();
      UsageEvent event = add();
      for (LiveStream stream : streams) {
        assertThat(stream.nextEvent().data()).contains(event.id().value());
      }
      // one read brings the event; a client that was still waking may have asked once more
      assertThat(plane.reports.liveReads.get() - before).isBetween(1, 5);
    } finally {
      streams.forEach(LiveStream::close);
    }
  }

  @Test
  void a_heartbeat_comes_and_finds_what_a_lost_signal_would_have_told() {
    restart(new LivePace(SHORT, LONG, LONG));
    try (LiveStream stream = open()) {
      stream.opening();
      Frame heartbeat = stream.next();
      assertThat(heartbeat.comment()).isEqualTo("comment");
      assertThat(heartbeat.data()).isEmpty();

      UsageEvent event = samples.next();
      plane.reports.addQuietly(TestPlane.ACME, event);

      assertThat(stream.nextEvent().data()).contains(event.id().value());
    }
  }

  @Test
  void a_stream_ends_well_when_its_session_has_ended() {
    restart(new LivePace(SHORT, SHORT, LONG));
    String cookie = plane.cookie(TestPlane.ACME_EMAIL);
    try (LiveStream stream = LiveStream.open(plane, "Cookie: " + cookie)) {
      stream.opening();
      plane.send(plane.get("/api/v1/session").header("Cookie", cookie).DELETE());
      stream.readToTheEnd();
    }
  }

  @Test
  void a_stream_ends_well_when_its_life_is_over_and_when_the_process_stops() {
    restart(new LivePace(SHORT, LONG, SHORT));
    try (LiveStream stream = open()) {
      stream.readToTheEnd();
    }
    restart(new LivePace(LONG, LONG, LONG));
    try (LiveStream stream = open()) {
      stream.opening();
      plane.close();
      stream.readToTheEnd();
      assertThat(plane.reports.listeners()).isZero();
    }
  }

  @Test
  void a_stream_ends_well_when_the_ledger_cannot_be_read_and_the_client_resumes() {
    try (LiveStream stream = open()) {
      String cursor = stream.opening().id();
      plane.reports.failing(new LedgerStore.Unavailable("asking", new IOException("away")));
      UsageEvent event = add();
      stream.readToTheEnd();
      plane.reports.failing(null);

      try (LiveStream again = LiveStream.open(plane, TestPlane.ACME_READS, cursor)) {
        assertThat(again.nextEvent().data()).contains(event.id().value());
      }
    }
  }

  @Test
  void more_streams_than_an_organization_may_have_are_refused_and_room_comes_back() {
    List<LiveStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        streams.add(open());
      }
      Answer refused = plane.askWithKey("/api/v1/live", TestPlane.ACME_READS);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("15");
      try (LiveStream other = LiveStream.open(plane, TestPlane.OTHER_READS, null)) {
        other.opening();
      }
    } finally {
      streams.forEach(LiveStream::close);
    }
    // a stream notices that its client has left when it next writes
    for (int tries = 0; tries < 1_000; tries++) {
      add();
      try (LiveStream stream = open()) {
        if (stream.head().contains("HTTP/1.1 200 OK")) {
          return;
        }
      }
    }
    throw new AssertionError("no room has come back");
  }
}
