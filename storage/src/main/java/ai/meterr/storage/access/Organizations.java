package ai.meterr.storage.access;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.People;
import ai.meterr.event.UuidV7;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.database.Work;
import ai.meterr.tenancy.OrganizationId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes organizations, their owners and their first keys, as the operator. Blocking. */
public final class Organizations {
  /** Any number of our own: two nodes that start at once make one organization. */
  private static final long LOCK = 0x6d65746572720002L;

  private final Database database;
  private final Passwords passwords;
  private final UuidV7 ids;

  public Organizations(Database database, SecureRandom random, UuidV7 ids) {
    this.database = database;
    this.passwords = new Passwords(random);
    this.ids = ids;
  }

  /** What {@code METERR_INIT_*} asks for; {@link #toString} hides password and key. */
  public record FirstStart(String organization, String email, String password, MeterrKey key) {
    @Override
    public String toString() {
      return organization;
    }
  }

  /** A person who may sign in. */
  public record NewPerson(String email, String name, String password, People.Role role) {
    @Override
    public String toString() {
      return role.toString();
    }
  }

  /** The zone of an organization's days from now on; those that are made follow within the hour. */
  public void setZone(OrganizationId organization, ZoneId zone) {
    database.asOperator(
        "changing an organization's zone",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("update organizations set zone = ? where id = ?")) {
            statement.setString(1, zone.getId());
            statement.setObject(2, organization.value());
            return statement.executeUpdate();
          }
        });
  }

  /**
   * Makes the organization, its owner and one key that may do everything, at the first start only.
   *
   * @return warnings for the operator: what is now asked for differs from what was made, and is
   *     ignored
   */
  public List<String> firstStart(FirstStart wanted) {
    return locked(
        "making the first organization",
        connection -> {
          List<String> differences = differences(connection, wanted);
          if (differences != null) {
            return differences;
          }
          OrganizationId organization =
              insertOrganization(
                  connection, wanted.organization(), ZoneId.of("UTC"), CurrencyCode.USD);
          UUID person =
              insertPerson(
                  connection,
                  organization,
                  new NewPerson(
                      wanted.email(), wanted.email(), wanted.password(), People.Role.OWNER));
          UUID key =
              insertKey(
                  connection,
                  organization,
                  wanted.key(),
                  "first start",
                  EnumSet.allOf(Scope.class));
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "insert into first_start (organization_id, person_id, key_id) values (?, ?,"
                      + " ?)")) {
            statement.setObject(1, organization.value());
            statement.setObject(2, person);
            statement.setObject(3, key);
            statement.executeUpdate();
          }
          return List.of();
        });
  }

  /** Null where nothing was made yet. */
  private @Nullable List<String> differences(Connection connection, FirstStart wanted)
      throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                select o.name, p.email, p.password_hash, k.hash
                from first_start f join organizations o on o.id = f.organization_id
                join people p on p.id = f.person_id
                left join meterr_keys k on k.organization_id = f.organization_id and k.id = f.key_id\
                """);
        ResultSet made = statement.executeQuery()) {
      if (!made.next()) {
        return null;
      }
      List<String> differing = new ArrayList<>();
      if (!made.getString(1).equals(wanted.organization())) {
        differing.add("METERR_INIT_ORGANIZATION");
      }
      if (!made.getString(2).equals(address(wanted.email()))) {
        differing.add("METERR_INIT_EMAIL");
      }
      if (!passwords.fits(wanted.password(), made.getString(3))) {
        differing.add("METERR_INIT_PASSWORD");
      }
      byte[] hash = made.getBytes(4);
      if (hash == null || !MessageDigest.isEqual(hash, wanted.key().hash().bytes())) {
        differing.add("METERR_INIT_KEY");
      }
      return differing.stream()
          .map(name -> name + " differs from what the first start made, and is ignored")
          .toList();
    }
  }

  public OrganizationId create(String name, ZoneId zone, CurrencyCode currency) {
    return database.asOperator(
        "making an organization",
        connection -> insertOrganization(connection, name, zone, currency));
  }

  /** Returns the person's id. */
  public UUID addPerson(OrganizationId organization, NewPerson person) {
    return database.asOperator(
        "adding a person", connection -> insertPerson(connection, organization, person));
  }

  /** Returns the key's id. */
  public UUID addKey(OrganizationId organization, MeterrKey key, String name, Set<Scope> scopes) {
    return database.asOperator(
        "adding a key", connection -> insertKey(connection, organization, key, name, scopes));
  }

  /**
   * What may be shown of an organization.
   *
   * @param rawDays for how many days its raw entries are kept
   */
  public record Listed(OrganizationId id, String name, String zone, int rawDays) {}

  /** All of them, by name. */
  public List<Listed> list() {
    return database.asOperator(
        "listing organizations",
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select id, name, zone, raw_days from organizations order by name, id");
              ResultSet rows = statement.executeQuery()) {
            List<Listed> organizations = new ArrayList<>();
            while (rows.next()) {
              organizations.add(
                  new Listed(
                      new OrganizationId(rows.getObject(1, UUID.class)),
                      rows.getString(2),
                      rows.getString(3),
                      rows.getInt(4)));
            }
            return organizations;
          }
        });
  }

  /**
   * Organizations of a name, or of an id.
   *
   * @param name null: all
   */
  public List<OrganizationId> named(@Nullable String name) {
    return database.asOperator(
        "looking an organization up",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select id from organizations where ?::text is null or name = ? or id::text = ?"
                      + " order by id")) {
            statement.setString(1, name);
            statement.setString(2, name);
            statement.setString(3, name);
            List<OrganizationId> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                found.add(new OrganizationId(rows.getObject(1, UUID.class)));
              }
            }
            return found;
          }
        });
  }

  /** Sets for how many days an organization's raw entries are kept, 1 to 36,500. */
  public void keepRaw(OrganizationId organization, int days) {
    database.asOperator(
        "setting how long raw entries are kept",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("update organizations set raw_days = ? where id = ?")) {
            statement.setInt(1, days);
            statement.setObject(2, organization.value());
            return statement.executeUpdate();
          }
        });
  }

  /** What may be shown of a key. */
  public record ListedKey(
      String prefix,
      String lastFour,
      String name,
      Set<Scope> scopes,
      Instant createdAt,
      @Nullable Instant revokedAt) {
    public ListedKey {
      scopes = Set.copyOf(scopes);
    }
  }

  /** Keys of an organization, oldest first, revoked ones too. */
  public List<ListedKey> keys(OrganizationId organization) {
    return database.asOperator(
        "listing keys",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select prefix, last_four, name, scopes, created_at, revoked_at from meterr_keys
                  where organization_id = ? order by created_at, id\
                  """)) {
            statement.setObject(1, organization.value());
            List<ListedKey> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                keys.add(
                    new ListedKey(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        PostgresKeys.scopes((String[]) rows.getArray(4).getArray()),
                        DatabaseTime.read(rows, 5),
                        rows.getObject(6) == null ? null : DatabaseTime.read(rows, 6)));
              }
            }
            return keys;
          }
        });
  }

  /** Revokes the valid key of a prefix, if exactly one has it; returns how many have. */
  public int revokeKeys(OrganizationId organization, String prefix) {
    return database.asOperator(
        "revoking a key",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  with valid as (
                    select id, count(*) over () as number from meterr_keys
                    where organization_id = ? and prefix = ? and revoked_at is null),
                  revoked as (
                    update meterr_keys k set revoked_at = now() from valid v
                    where k.organization_id = ? and k.id = v.id and v.number = 1)
                  select count(*) from valid\
                  """)) {
            statement.setObject(1, organization.value());
            statement.setString(2, prefix);
            statement.setObject(3, organization.value());
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }

  private <T> T locked(String doing, Work<T> work) {
    return database.asOperator(
        doing,
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
          }
          return work.with(connection);
        });
  }

  private OrganizationId insertOrganization(
      Connection connection, String name, ZoneId zone, CurrencyCode currency) throws SQLException {
    UUID id = ids.next();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into organizations (id, name, zone, currency) values (?, ?, ?, ?)")) {
      statement.setObject(1, id);
      statement.setString(2, name);
      statement.setString(3, zone.getId());
      statement.setString(4, currency.code());
      statement.executeUpdate();
    }
    return new OrganizationId(id);
  }

  private UUID insertPerson(Connection connection, OrganizationId organization, NewPerson person)
      throws SQLException {
    UUID id = ids.next();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into people (id, email, name, password_hash) values (?, ?, ?, ?)")) {
      statement.setObject(1, id);
      statement.setString(2, address(person.email()));
      statement.setString(3, person.name());
      statement.setString(4, passwords.hash(person.password()));
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into members (organization_id, person_id, role) values (?, ?, ?)")) {
      statement.setObject(1, organization.value());
      statement.setObject(2, id);
      statement.setString(3, person.role().name().toLowerCase(Locale.ROOT));
      statement.executeUpdate();
    }
    return id;
  }

  private UUID insertKey(
      Connection connection,
      OrganizationId organization,
      MeterrKey key,
      String name,
      Set<Scope> scopes)
      throws SQLException {
    UUID id = ids.next();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into meterr_keys (organization_id, id, hash, prefix, last_four, name, scopes)
            values (?, ?, ?, ?, ?, ?, ?)\
            """)) {
      statement.setObject(1, organization.value());
      statement.setObject(2, id);
      statement.setBytes(3, key.hash().bytes());
      statement.setString(4, key.prefix());
      statement.setString(5, key.lastFour());
      statement.setString(6, name);
      statement.setArray(7, connection.createArrayOf("text", PostgresKeys.names(scopes)));
      statement.executeUpdate();
    }
    return id;
  }

  private static String address(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }
}
