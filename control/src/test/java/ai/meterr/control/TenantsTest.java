package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.testkit.SampleEvents;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody gets another organization's data, whichever way they ask. */
final class TenantsTest {
  private final TestPlane plane = TestPlane.start();
  private final SampleEvents samples = new SampleEvents(7);
  private UsageEvent acmes = samples.priced();
  private UsageEvent others = samples.priced();

  @BeforeEach
  void bothHaveEvents() {
    plane.reports.addQuietly(TestPlane.ACME, acmes);
    plane.reports.addQuietly(TestPlane.OTHER, others);
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private List<HttpRequest.Builder> asAcme(String target) {
    return List.of(
        plane.get(target).header("Authorization", "Bearer " + TestPlane.ACME_READS),
        plane.get(target).header("Cookie", plane.cookie(TestPlane.ACME_EMAIL)),
        // a key counts before a session of someone else
        plane
            .get(target)
            .header("Authorization", "Bearer " + TestPlane.ACME_READS)
            .header("Cookie", plane.cookie(TestPlane.OTHER_EMAIL)));
  }

  @Test
  void a_list_holds_ones_own_events_only() {
    for (HttpRequest.Builder request : asAcme("/api/v1/events")) {
      Answer answer = plane.ask(request);

      assertThat(answer.json().path("data").size()).isEqualTo(1);
      assertThat(answer.json().path("data").get(0).path("id").asString())
          .isEqualTo(acmes.id().value());
      assertThat(answer.http().body()).doesNotContain(others.id().value());
    }
  }

  @Test
  void anothers_event_is_not_there() {
    for (HttpRequest.Builder request : asAcme("/api/v1/events/" + others.id())) {
      assertThat(plane.ask(request).status()).isEqualTo(404);
    }
    for (HttpRequest.Builder request : asAcme("/api/v1/events/" + acmes.id())) {
      assertThat(plane.ask(request).status()).isEqualTo(200);
    }
  }

  @Test
  void a_sum_is_over_ones_own_events_only() {
    String target = "/api/v1/usage?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";
    for (HttpRequest.Builder request : asAcme(target)) {
      assertThat(plane.ask(request).json().path("total").path("requests").asInt()).isEqualTo(1);
    }
  }

  @Test
  void anothers_event_does_not_come_live() {
    try (LiveStream acme = LiveStream.open(plane, TestPlane.ACME_READS, null)) {
      acme.opening();
      plane.reports.add(TestPlane.OTHER, samples.priced());
      UsageEvent own = samples.priced();
      plane.reports.add(TestPlane.ACME, own);

      assertThat(acme.nextEvent().data()).contains(own.id().value());
    }
  }
}
