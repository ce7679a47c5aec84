package ai.meterr.control;

import ai.meterr.access.KeyDirectory;
import ai.meterr.access.People;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** People and sessions in memory. */
final class MemoryPeople implements People {
  private final Map<String, Member> byEmail = new ConcurrentHashMap<>();
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final Map<SessionToken, Member> sessions = new ConcurrentHashMap<>();
  private volatile boolean away;
  private final AtomicInteger next = new AtomicInteger();

  void add(Member member, String password) {
    byEmail.put(member.email(), member);
    passwords.put(member.email(), password);
  }

  void away(boolean isAway) {
    away = isAway;
  }

  private void ask() {
    if (away) {
      throw new KeyDirectory.Unavailable("asking", new IOException("secret of the database"));
    }
  }

  int sessions() {
    return sessions.size();
  }

  @Override
  public Optional<Member> signIn(String email, String password) {
    ask();
    return password.equals(passwords.get(email))
        ? Optional.ofNullable(byEmail.get(email))
        : Optional.empty();
  }

  @Override
  public SessionToken startSession(Member member, Duration lifetime) {
    ask();
    SessionToken token = new SessionToken("session-" + next.incrementAndGet());
    sessions.put(token, member);
    return token;
  }

  @Override
  public Optional<Member> bySession(SessionToken token) {
    ask();
    return Optional.ofNullable(sessions.get(token));
  }

  @Override
  public void endSession(SessionToken token) {
    ask();
    sessions.remove(token);
  }
}
