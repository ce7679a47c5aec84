package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whom the proxy believes to be the upstream, and how clients reach it in private. */
@ExtendWith(NoLeaks.class)
class TlsTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Instant NOW = Instant.now();
  private static @Nullable X509Bundle authority;

  @BeforeAll
  static void foundAnAuthority() throws Exception {
    authority =
        valid().subject("CN=an authority").setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static CertificateBuilder valid() {
    return new CertificateBuilder()
        .ecp256()
        .notBefore(NOW.minus(1, ChronoUnit.DAYS))
        .notAfter(NOW.plus(1, ChronoUnit.DAYS));
  }

  private static X509Bundle authority() {
    if (authority == null) {
      throw new IllegalStateException("no authority yet");
    }
    return authority;
  }

  private static X509Bundle certificateOf(String name) throws Exception {
    return valid().subject("CN=" + name).addSanDnsName(name).buildIssuedBy(authority());
  }

  private static SSLContext context(X509Bundle server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(server.toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }

  private static HandMade speakingTlsAs(X509Bundle server) throws Exception {
    ServerSocket listening =
        context(server)
            .getServerSocketFactory()
            .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    return new HandMade(
        listening,
        client -> {
          while (client.request() != null) {
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nprivate");
          }
        });
  }

  private static String askThrough(HandMade upstream, String host, @Nullable X509Bundle trusted)
      throws Exception {
    Upstream.Tcp there =
        new Upstream.Tcp(host, upstream.port(), true, Proxies.ANYWHERE, Proxies.PATIENT);
    try (ProxyServer proxy =
            ProxyServer.start(
                Proxies.config(),
                Proxies.through(there),
                Proxies.REFUSALS,
                Transport.best(),
                trusted == null ? null : trusted.toTrustManagerFactory());
        Wire client = Wire.to(proxy)) {
      String first = client.send(GET).answer().text();
      assertThat(client.send(GET).answer().text()).isEqualTo(first);
      return first;
    }
  }

  @Test
  void an_upstream_whose_certificate_is_its_own_is_believed_and_its_connection_kept()
      throws Exception {
    try (HandMade upstream = speakingTlsAs(certificateOf("localhost"))) {
      assertThat(askThrough(upstream, "localhost", authority())).isEqualTo("private");
      assertThat(upstream.connections()).isOne();
    }
  }

  @Test
  void a_certificate_of_another_name_is_not_believed() throws Exception {
    try (HandMade upstream = speakingTlsAs(certificateOf("api.example.com"))) {
      assertThat(askThrough(upstream, "localhost", authority())).isEqualTo("TLS");
    }
  }

  @Test
  void a_certificate_that_names_no_address_is_not_believed_for_one() throws Exception {
    try (HandMade upstream = speakingTlsAs(certificateOf("localhost"))) {
      assertThat(askThrough(upstream, "127.0.0.1", authority())).isEqualTo("TLS");
    }
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_not_believed() throws Exception {
    try (HandMade upstream = speakingTlsAs(certificateOf("localhost"))) {
      assertThat(askThrough(upstream, "localhost", null)).isEqualTo("TLS");
    }
  }

  @Test
  void a_certificate_that_has_expired_is_not_believed() throws Exception {
    X509Bundle old =
        valid()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .notBefore(NOW.minus(3, ChronoUnit.DAYS))
            .notAfter(NOW.minus(2, ChronoUnit.DAYS))
            .buildIssuedBy(authority());
    try (HandMade upstream = speakingTlsAs(old)) {
      assertThat(askThrough(upstream, "localhost", authority())).isEqualTo("TLS");
    }
  }

  @Test
  void an_upstream_that_speaks_no_tls_is_a_tls_failure() throws Exception {
    try (HandMade upstream =
        HandMade.playing(client -> client.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      assertThat(askThrough(upstream, "localhost", authority())).isEqualTo("TLS");
    }
  }

  @Test
  void the_public_port_speaks_tls_where_it_has_a_certificate() throws Exception {
    X509Bundle own = certificateOf("localhost");
    Path certificate = own.toTempCertChainPem().toPath();
    Path key = own.toTempPrivateKeyPem().toPath();
    ProxyConfig usual = Proxies.config();
    ProxyConfig config =
        new ProxyConfig(
            usual.host(),
            0,
            usual.loops(),
            usual.headMax(),
            usual.uriMax(),
            usual.headTime(),
            usual.bodyIdle(),
            usual.keepAlive(),
            usual.bodyMemory(),
            new ProxyConfig.Tls(certificate, key));
    String large = "x".repeat(3_000_000);
    try (HandMade upstream = HandMade.echoing();
        ProxyServer proxy = Proxies.start(config, Proxies.through(upstream.upstream()));
        Wire client = new Wire(trusting(proxy.port()));
        Wire plain = Wire.to(proxy)) {
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + large);
      assertThat(client.answer().text()).endsWith("\n\n" + large);
      client.send("POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ends()).isTrue();
      assertThat(plain.send(GET).rest()).doesNotContain("HTTP/");
    }
  }

  @Test
  void a_certificate_that_cannot_be_read_stops_the_start_and_is_named() {
    ProxyConfig usual = Proxies.config();
    Path missing = Path.of("no-such-certificate.pem");
    ProxyConfig config =
        new ProxyConfig(
            usual.host(),
            0,
            usual.loops(),
            usual.headMax(),
            usual.uriMax(),
            usual.headTime(),
            usual.bodyIdle(),
            usual.keepAlive(),
            usual.bodyMemory(),
            new ProxyConfig.Tls(missing, missing));
    assertThatThrownBy(() -> Proxies.start(config, exchange -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no-such-certificate.pem");
  }

  private static Socket trusting(int port) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority().toTrustManager()}, null);
    return context.getSocketFactory().createSocket("localhost", port);
  }
}
