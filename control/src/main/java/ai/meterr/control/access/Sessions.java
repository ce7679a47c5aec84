package ai.meterr.control.access;

import ai.meterr.access.People;
import ai.meterr.access.People.Member;
import ai.meterr.access.People.SessionToken;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.JsonBody;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.RequestBody;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/session}: signing in and out. */
public final class Sessions {
  private static final Duration LIFETIME = Duration.ofDays(14);

  /** A body holds an address and a password. */
  private static final int BODY_MAX = 64 << 10;

  /** Checking a password takes tens of MiB and a whole core, on purpose. */
  private static final int CHECKS_AT_ONCE = 4;

  private static final Duration CHECK_WAIT = Duration.ofSeconds(5);

  private final People people;
  private final Askers askers;
  private final SignInLimits limits;
  private final SameOrigin sameOrigin;
  private final boolean publicIsTls;
  private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE, true);

  public Sessions(People people, Askers askers, @Nullable URI publicUrl, InstantSource clock) {
    this.people = people;
    this.askers = askers;
    this.limits = new SignInLimits(clock);
    this.sameOrigin = new SameOrigin(publicUrl);
    this.publicIsTls = publicUrl != null && "https".equalsIgnoreCase(publicUrl.getScheme());
  }

  public void signIn(ServerRequest request, ServerResponse response) {
    Parameters.read(request.query().rawValue(), Set.of());
    sameOrigin.check(request);
    JsonBody.require(request);
    SignIn given = SignIn.read(RequestBody.read(request, BODY_MAX));
    InetAddress client = FromGateway.address(request);
    limits.take(client, given.email());
    Member member = check(given).orElseThrow(() -> Problem.of(Problem.Kind.WRONG_CREDENTIALS));
    limits.giveBack(client, given.email());
    SessionToken token = people.startSession(member, LIFETIME);
    SessionCookie.set(response, token, LIFETIME, isTls(request));
    Answers.send(response, json -> write(json, member));
  }

  public void show(ServerRequest request, ServerResponse response) {
    Parameters.read(request.query().rawValue(), Set.of());
    Member member = askers.person(request).member();
    Answers.send(response, json -> write(json, member));
  }

  public void signOut(ServerRequest request, ServerResponse response) {
    Parameters.read(request.query().rawValue(), Set.of());
    sameOrigin.check(request);
    SessionCookie.read(request).ifPresent(people::endSession);
    SessionCookie.remove(response, isTls(request));
    response.status(204).send();
  }

  private Optional<Member> check(SignIn given) {
    try {
      if (!checks.tryAcquire(CHECK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Problem.later(Problem.Kind.UNAVAILABLE, "many people are signing in just now", 5);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Problem.later(Problem.Kind.UNAVAILABLE, "Meterr is stopping", 5);
    }
    try {
      return people.signIn(given.email().strip(), given.password());
    } finally {
      checks.release();
    }
  }

  private boolean isTls(ServerRequest request) {
    return publicIsTls || FromGateway.cameByTls(request);
  }

  private static void write(JsonGenerator json, Member member) {
    json.writeStartObject();
    json.writeObjectPropertyStart("person");
    json.writeStringProperty("id", member.personId().toString());
    json.writeStringProperty("name", member.name());
    json.writeStringProperty("email", member.email());
    json.writeEndObject();
    json.writeObjectPropertyStart("organization");
    json.writeStringProperty("id", member.organization().toString());
    json.writeStringProperty("name", member.organizationName());
    json.writeStringProperty("zone", member.zone().getId());
    json.writeStringProperty("currency", member.currency());
    json.writeEndObject();
    json.writeStringProperty("role", member.role().name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }
}
