package ai.meterr.access;

import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/** People who sign in, and their sessions. Blocking. */
public interface People {
  /** Checks a password (Argon2id); a wrong one and an unknown address take the same time. */
  Optional<Member> signIn(String email, String password);

  /** Starts a session; the token goes into a cookie and is stored as a hash only. */
  SessionToken startSession(Member member, Duration lifetime);

  Optional<Member> bySession(SessionToken token);

  void endSession(SessionToken token);

  /** A person in one organization. */
  record Member(
      UUID personId,
      String email,
      String name,
      Role role,
      OrganizationId organization,
      String organizationName,
      ZoneId zone,
      String currency) {}

  enum Role {
    OWNER,
    ADMIN,
    MEMBER,
    VIEWER
  }

  /** A secret; {@link #toString} hides it. */
  record SessionToken(String value) {
    @Override
    public String toString() {
      return "session …";
    }
  }
}
