package ai.meterr.control;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.People.Member;
import ai.meterr.access.People.Role;
import ai.meterr.control.live.LivePace;
import ai.meterr.event.EventId;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SettableClock;
import ai.meterr.tokens.chat.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A running control plane with two organizations, asked as the gateway would ask it. */
final class TestPlane implements AutoCloseable {
  static final OrganizationId ACME = new OrganizationId(new UUID(1, 1));
  static final OrganizationId OTHER = new OrganizationId(new UUID(2, 2));
  static final String ACME_READS = "mtr_acmeacmeacmeacmeacmeacmeacme1";
  static final String OTHER_READS = "mtr_otherotherotherotherother002";
  static final String ACME_CALLS_ONLY = "mtr_acmecallsonlyacmecallsonly03";
  static final String ACME_WRITES = "mtr_acmewritesacmewritesacmewrites4";
  static final String ACME_EMAIL = "ann@acme.example";
  static final String OTHER_EMAIL = "bob@other.example";
  static final String PASSWORD = "correct horse battery staple";
  private static final String SECRET = "made at start";
  private static final UUID FAILURE = new UUID(7, 7);

  final MemoryReports reports = new MemoryReports();
  final MemoryPeople people = new MemoryPeople();
  final MemoryKeys keys = new MemoryKeys();
  final MemoryIngest ingest = new MemoryIngest(reports);
  final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T09:00:00Z"));
  final Contract contract;
  private volatile Optional<LedgerLag> lag =
      Optional.of(new LedgerLag(Duration.ofMillis(1_250), 4_096));

  private final AtomicInteger made = new AtomicInteger();
  private final ControlPlane plane;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestPlane(@Nullable URI publicUrl, LivePace pace) {
    keys.add(ACME_READS, ACME, Scope.READ);
    keys.add(OTHER_READS, OTHER, Scope.READ, Scope.WRITE);
    keys.add(ACME_CALLS_ONLY, ACME, Scope.CALL, Scope.WRITE, Scope.METRICS);
    keys.addBound(ACME_WRITES, ACME, "platform", "search", Scope.WRITE);
    people.add(member(11, ACME_EMAIL, ACME, "Acme", ZoneId.of("Europe/Paris")), PASSWORD);
    people.add(member(12, OTHER_EMAIL, OTHER, "Other", ZoneOffset.UTC), PASSWORD);
    plane =
        ControlPlane.start(
            new ControlConfig(new ControlConfig.Listen.Loopback(SECRET), "1.2.3", publicUrl),
            ports(),
            pace);
    contract = Contract.read(send(get("/api/openapi.json")).body());
  }

  static TestPlane start() {
    return start(LivePace.USUAL);
  }

  static TestPlane start(LivePace pace) {
    return new TestPlane(null, pace);
  }

  static TestPlane startAt(URI publicUrl) {
    return new TestPlane(publicUrl, LivePace.USUAL);
  }

  final MemoryPrices prices = new MemoryPrices();

  Ports ports() {
    return new Ports(
        reports,
        reports,
        people,
        keys,
        organization -> ZoneId.of(organization.equals(ACME) ? "Europe/Paris" : "Asia/Tokyo"),
        () -> lag,
        () -> lag.map(of -> new LedgerLag(of.age().dividedBy(5), 512)),
        clock,
        () -> FAILURE,
        ingest,
        organization -> MemoryIngest.PRICES,
        MemoryPrices.LIST,
        prices,
        () -> new EventId("made-" + made.incrementAndGet()),
        Counters.bundled());
  }

  private static Member member(
      long id, String email, OrganizationId organization, String name, ZoneId zone) {
    return new Member(
        new UUID(0, id), email, "Someone", Role.OWNER, organization, name, zone, "USD");
  }

  void lag(Optional<LedgerLag> value) {
    lag = value;
  }

  int port() {
    return ((InetSocketAddress) plane.address()).getPort();
  }

  /** A request with what the gateway adds to it. */
  HttpRequest.Builder get(String target) {
    return withoutGateway(target)
        .header("x-meterr-internal", SECRET)
        .header("x-meterr-client-address", "192.0.2.7");
  }

  HttpRequest.Builder withoutGateway(String target) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
        .timeout(Duration.ofSeconds(20));
  }

  HttpRequest.Builder signIn(String email, String password) {
    return get("/api/v1/session")
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"));
  }

  /** Signs in and returns the cookie as a browser would send it. */
  String cookie(String email) {
    HttpResponse<String> answer = send(signIn(email, PASSWORD));
    return answer.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sends and checks the answer against the contract. */
  Answer ask(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    Answer answer = new Answer(send(request));
    contract.check(built.method(), built.uri().getRawPath(), answer);
    return answer;
  }

  Answer askWithKey(String target, String key) {
    return ask(get(target).header("Authorization", "Bearer " + key));
  }

  @Override
  public void close() {
    http.shutdownNow();
    plane.close();
  }
}
