package ai.meterr.control.access;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.People;
import ai.meterr.control.answer.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognises who asks. A key that is sent counts, even where a session comes along with it. */
public final class Askers {
  private static final String BEARER = "Bearer ";

  private final People people;
  private final KeyDirectory keys;
  private final SameOrigin sameOrigin;

  /**
   * @param publicUrl how browsers reach Meterr; null where the operator has not said so
   */
  public Askers(People people, KeyDirectory keys, @Nullable URI publicUrl) {
    this.people = people;
    this.keys = keys;
    this.sameOrigin = new SameOrigin(publicUrl);
  }

  /**
   * Someone who may read.
   *
   * @throws Problem 401 for nobody, 403 for a key without the scope
   */
  public Asker reader(ServerRequest request) {
    Optional<String> authorization = authorization(request.headers());
    if (authorization.isEmpty()) {
      return person(request);
    }
    return program(authorization.get(), Caller.Scope.READ);
  }

  /**
   * Someone who may write: a key with the scope, or whoever is signed in, from our own pages, and
   * is no mere viewer.
   *
   * @throws Problem 401 for nobody, 403 for a key without the scope, a viewer, and another site
   */
  public Asker writer(ServerRequest request) {
    Optional<String> authorization = authorization(request.headers());
    if (authorization.isPresent()) {
      return program(authorization.get(), Caller.Scope.WRITE);
    }
    sameOrigin.check(request);
    Asker.Person person = person(request);
    if (person.member().role() == People.Role.VIEWER) {
      throw Problem.of(Problem.Kind.NOT_ALLOWED, "a viewer changes nothing");
    }
    return person;
  }

  private Asker.Program program(String authorization, Caller.Scope scope) {
    Caller caller = caller(authorization);
    if (!caller.may(scope)) {
      throw Problem.of(
          Problem.Kind.NOT_ALLOWED,
          "the key lacks the scope " + scope.name().toLowerCase(Locale.ROOT));
    }
    return new Asker.Program(caller);
  }

  /**
   * @throws Problem 401 where nobody is signed in
   */
  public Asker.Person person(ServerRequest request) {
    return SessionCookie.read(request)
        .flatMap(people::bySession)
        .map(Asker.Person::new)
        .orElseThrow(() -> Problem.of(Problem.Kind.NOT_SIGNED_IN));
  }

  private Caller caller(String authorization) {
    String key =
        authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? authorization.substring(BEARER.length()).strip()
            : "";
    if (MeterrKey.looksLikeOne(key)
        && keys.find(new MeterrKey(key).hash()) instanceof KeyDirectory.Found.Known(var caller)) {
      return caller;
    }
    throw Problem.of(Problem.Kind.NOT_SIGNED_IN, "the Authorization header holds no valid key");
  }

  private static Optional<String> authorization(ServerRequestHeaders headers) {
    return headers.contains(HeaderNames.AUTHORIZATION)
        ? Optional.of(headers.get(HeaderNames.AUTHORIZATION).get())
        : Optional.empty();
  }
}
