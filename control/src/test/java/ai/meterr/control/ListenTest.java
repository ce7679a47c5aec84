package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.control.ControlConfig.Listen;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the control plane listens, and that only the gateway gets an answer there. */
final class ListenTest {
  private static final String ASK =
      "GET /api/v1/status HTTP/1.1\r\nHost: meterr.test\r\nAuthorization: Bearer "
          + TestPlane.ACME_READS
          + "\r\nConnection: close\r\n\r\n";

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private ControlPlane startOn(Path socket) {
    return ControlPlane.start(
        new ControlConfig(new Listen.UnixSocket(socket), "1.2.3", null), plane.ports());
  }

  @Test
  void it_answers_on_a_unix_socket_and_removes_it_when_it_stops(@TempDir Path folder)
      throws IOException {
    Path socket = folder.resolve("control.sock");
    try (ControlPlane unix = startOn(socket)) {
      assertThat(unix.address()).isEqualTo(UnixDomainSocketAddress.of(socket));
      assertThat(askUnix(socket)).startsWith("HTTP/1.1 200 OK").contains("\"version\":\"1.2.3\"");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void a_socket_that_a_killed_process_left_behind_is_replaced(@TempDir Path folder)
      throws IOException {
    Path socket = folder.resolve("control.sock");
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();

    try (ControlPlane unix = startOn(socket)) {
      assertThat(unix.address()).isEqualTo(UnixDomainSocketAddress.of(socket));
      assertThat(askUnix(socket)).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_file_that_is_no_socket_is_left_alone_and_stops_the_start(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("control.sock");
    Files.writeString(file, "someone's");

    assertThatThrownBy(() -> startOn(file).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("someone's");
    assertThat(plane.reports.listeners()).as("only the running one listens").isEqualTo(1);
  }

  private static String askUnix(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(ASK.getBytes(StandardCharsets.US_ASCII)));
      return readToTheEnd(Channels.newInputStream(channel));
    }
  }

  private static String readToTheEnd(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void on_loopback_nothing_is_answered_without_the_gateways_secret() {
    for (String target : new String[] {"/api/v1/status", "/api/openapi.json", "/app/", "/"}) {
      assertThat(plane.send(plane.withoutGateway(target)).statusCode()).isEqualTo(403);
      assertThat(
              plane
                  .send(plane.withoutGateway(target).header("x-meterr-internal", "guessed"))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void a_connection_is_closed_when_the_client_asks_for_it() throws IOException {
    for (String target : new String[] {"/api/v1/status", "/api/v1/nothing", "/app/"}) {
      try (Socket socket = new Socket("127.0.0.1", plane.port())) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write(
                ASK.replace("/api/v1/status", target)
                    .replace("Host:", "x-meterr-internal: made at start\r\nHost:")
                    .getBytes(StandardCharsets.US_ASCII));

        String answer = readToTheEnd(socket.getInputStream());

        assertThat(answer).as(target).startsWith("HTTP/1.1 ").contains("Connection: close");
      }
    }
  }

  @Test
  void what_is_no_http_gets_a_problem_and_is_closed() throws IOException {
    for (String bad :
        new String[] {
          "GET /api/v1/status HTTP/1.1\r\n\r\n",
          "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
          "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding:"
              + " chunked\r\n\r\n0\r\n\r\n",
        }) {
      try (Socket socket = new Socket("127.0.0.1", plane.port())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(bad.getBytes(StandardCharsets.US_ASCII));

        String answer = readToTheEnd(socket.getInputStream());

        assertThat(answer)
            .startsWith("HTTP/1.1 400")
            .contains("Content-Type: application/problem+json", "/bad-request");
      }
    }
  }
}
