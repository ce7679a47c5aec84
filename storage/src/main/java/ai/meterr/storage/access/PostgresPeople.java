package ai.meterr.storage.access;

import ai.meterr.access.People;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.database.Presented;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.tenancy.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People and their sessions. Someone in several organizations enters the one joined first. */
public final class PostgresPeople implements People {
  private static final int TOKEN_BYTES = 32;

  private final Tenancy tenancy;
  private final Passwords passwords;
  private final InstantSource clock;
  private final SecureRandom random;

  public PostgresPeople(Tenancy tenancy, InstantSource clock, SecureRandom random) {
    this.tenancy = tenancy;
    this.passwords = new Passwords(random);
    this.clock = clock;
    this.random = random;
  }

  private record Person(UUID id, String passwordHash) {}

  private record Session(OrganizationId organization, UUID person) {}

  @Override
  public Optional<Member> signIn(String email, String password) {
    String address = email.strip().toLowerCase(Locale.ROOT);
    Person person =
        tenancy.presenting(
            Presented.email(address),
            "looking a person up",
            connection -> person(connection, address));
    boolean fits =
        passwords.fits(password, person == null ? passwords.nobody() : person.passwordHash);
    if (person == null || !fits) {
      return Optional.empty();
    }
    OrganizationId organization =
        tenancy.presenting(
            Presented.person(person.id),
            "looking a person's organization up",
            connection -> organization(connection, person.id));
    return organization == null ? Optional.empty() : member(organization, person.id);
  }

  private static @Nullable Person person(Connection connection, String email) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select id, password_hash from people where email = ?")) {
      statement.setString(1, email);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Person(row.getObject(1, UUID.class), row.getString(2)) : null;
      }
    }
  }

  private static @Nullable OrganizationId organization(Connection connection, UUID person)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select organization_id from members where person_id = ? order by created_at limit"
                + " 1")) {
      statement.setObject(1, person);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new OrganizationId(row.getObject(1, UUID.class)) : null;
      }
    }
  }

  private Optional<Member> member(OrganizationId organization, UUID person) {
    return tenancy.in(
        organization,
        "reading a member",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select p.email, p.name, m.role, o.name, o.zone, o.currency
                  from members m join people p on p.id = m.person_id
                  join organizations o on o.id = m.organization_id
                  where m.organization_id = ? and m.person_id = ?\
                  """)) {
            statement.setObject(1, organization.value());
            statement.setObject(2, person);
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Member(
                          person,
                          row.getString(1),
                          row.getString(2),
                          Role.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                          organization,
                          row.getString(4),
                          ZoneId.of(row.getString(5)),
                          row.getString(6)))
                  : Optional.empty();
            }
          }
        });
  }

  @Override
  public SessionToken startSession(Member member, Duration lifetime) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    SessionToken token =
        new SessionToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    Instant now = clock.instant();
    tenancy.in(
        member.organization(),
        "starting a session",
        connection -> {
          try (PreparedStatement old =
              connection.prepareStatement(
                  "delete from sign_ins where organization_id = ? and expires_at < ?")) {
            old.setObject(1, member.organization().value());
            old.setObject(2, DatabaseTime.of(now));
            old.executeUpdate();
          }
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  insert into sign_ins (organization_id, token_hash, person_id, created_at, expires_at)
                  values (?, ?, ?, ?, ?)\
                  """)) {
            statement.setObject(1, member.organization().value());
            statement.setBytes(2, hash(token));
            statement.setObject(3, member.personId());
            statement.setObject(4, DatabaseTime.of(now));
            statement.setObject(5, DatabaseTime.of(now.plus(lifetime)));
            return statement.executeUpdate();
          }
        });
    return token;
  }

  @Override
  public Optional<Member> bySession(SessionToken token) {
    return session(token).flatMap(session -> member(session.organization, session.person));
  }

  @Override
  public void endSession(SessionToken token) {
    session(token)
        .ifPresent(
            session ->
                tenancy.in(
                    session.organization,
                    "ending a session",
                    connection -> {
                      try (PreparedStatement statement =
                          connection.prepareStatement(
                              "delete from sign_ins where organization_id = ? and token_hash ="
                                  + " ?")) {
                        statement.setObject(1, session.organization.value());
                        statement.setBytes(2, hash(token));
                        return statement.executeUpdate();
                      }
                    }));
  }

  private Optional<Session> session(SessionToken token) {
    byte[] hash = hash(token);
    return tenancy.presenting(
        Presented.session(hash),
        "looking a session up",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select organization_id, person_id from sign_ins
                  where token_hash = ? and expires_at > ?\
                  """)) {
            statement.setBytes(1, hash);
            statement.setObject(2, DatabaseTime.of(clock.instant()));
            try (ResultSet row = statement.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Session(
                          new OrganizationId(row.getObject(1, UUID.class)),
                          row.getObject(2, UUID.class)))
                  : Optional.empty();
            }
          }
        });
  }

  private static byte[] hash(SessionToken token) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(token.value().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
