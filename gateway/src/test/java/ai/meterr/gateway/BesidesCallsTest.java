package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Probes, which the gateway answers itself, and the door to the control plane. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class BesidesCallsTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void the_process_says_whether_it_lives_and_can_take_calls() {
    assertThat(house.get("/healthz").message().text()).isEqualTo("alive\n");
    assertThat(house.get("/readyz").message().text()).isEqualTo("ready\n");

    house.readiness = new Readiness.Degraded("the database is away");
    Wire.Message degraded = house.get("/readyz").message();
    assertThat(degraded.status()).isEqualTo(200);
    assertThat(degraded.text()).isEqualTo("degraded: the database is away\n");

    house.readiness = new Readiness.NotReady("the disk is full");
    assertThat(house.get("/readyz").message().status()).isEqualTo(503);
    assertThat(house.get("/healthz").message().status()).isEqualTo(200);
    assertThat(house.client().send(House.request("POST", "/healthz", "{}")).message().status())
        .isEqualTo(405);
  }

  @Test
  void metrics_are_for_this_machine_and_for_keys_that_may_read_them() {
    assertThat(house.get("/metrics").message().text()).contains("meterr_calls_running");
    String through = "x-forwarded-for: 192.0.2.1";
    String unkeyed = "GET /metrics HTTP/1.1\r\nhost: m\r\n" + through + "\r\n\r\n";
    assertThat(house.client().send(unkeyed).message().status()).isEqualTo(401);
    assertThat(house.get("/metrics", through).message().status()).isEqualTo(403);
    assertThat(
            house
                .get("/metrics", through, "authorization: Bearer " + House.METRICS_KEY)
                .message()
                .status())
        .isEqualTo(200);
    house.directoryDown = true;
    assertThat(
            house
                .get("/metrics", through, "x-meterr-key: mtr_" + "x".repeat(32))
                .message()
                .status())
        .isEqualTo(503);
  }

  @Test
  void pages_and_the_api_go_to_the_control_plane_which_learns_who_asks() {
    Wire client =
        house.get(
            "/api/v1/usage?from=a",
            "cookie: session=1",
            "x-forwarded-for: 198.51.100.9, 192.0.2.7",
            "x-forwarded-proto: https",
            "x-meterr-client-address: 10.0.0.1",
            "x-meterr-internal: guessed",
            "x-meterr-client-tls: 0",
            "sec-fetch-mode: navigate");
    Wire control = house.control.accept();
    Wire.Message asked = control.message();

    assertThat(asked.startLine()).isEqualTo("GET /api/v1/usage?from=a HTTP/1.1");
    assertThat(asked.header("host")).isEqualTo("meterr");
    assertThat(asked.header("cookie")).isEqualTo("session=1");
    assertThat(asked.all("x-meterr-client-address")).containsExactly("192.0.2.7");
    assertThat(asked.all("x-meterr-internal")).containsExactly("made at start");
    assertThat(asked.all("x-meterr-client-tls")).containsExactly("1");

    control.send("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 2\r\n\r\nhi");
    Wire.Message answer = client.message();
    assertThat(answer.text()).isEqualTo("hi");
    assertThat(answer.header("set-cookie")).isEqualTo("a=b");
    assertThat(answer.header("x-meterr-event-id")).isNull();
    assertThat(house.journal.isAsked()).isFalse();
  }

  @Test
  void live_events_are_not_buffered_and_a_page_that_closes_closes_them() throws IOException {
    Wire client = house.get("/api/v1/live");
    Wire control = house.control.accept();
    control.message();
    control.streamHead().chunk(": heartbeat\n\n");
    client.head();
    assertThat(client.chunksOf(13)).isEqualTo(": heartbeat\n\n");

    client.close();
    assertThat(control.ends()).isTrue();
  }

  @Test
  void otlp_goes_to_the_control_plane() {
    house.post("/v1/traces", "{}");
    assertThat(house.control.accept().message().target()).isEqualTo("/v1/traces");
  }

  @Test
  void a_control_plane_that_is_away_is_503_as_a_problem() {
    house.control.close();
    Wire.Message answer = house.get("/app/overview").message();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.header("retry-after")).isNotNull();
  }
}
