package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.identity.EntryName;
import ai.meterr.ledger.identity.Identity;
import ai.meterr.ledger.identity.KnownCall;
import ai.meterr.ledger.identity.Reporter;
import ai.meterr.ledger.identity.Sign;
import ai.meterr.ledger.journal.Position;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** By what calls are known again, for {@link #KEPT} after they were seen. */
final class Identities {
  static final Duration KEPT = Duration.ofDays(35);

  private static final String INSERT =
      "insert into identities (organization_id, digest, reporter, journal, journal_offset,"
          + " event_time, seen_at) ";

  /** As {@link Identity} computes it. */
  private static final String DIGEST =
      "encode(substring(sha256(convert_to(%s, 'UTF8')) from 1 for 16), 'hex')::uuid";

  private final Connection connection;
  private final Instant now;

  private record Use(Identity identity, Reporter reporter, EntryName entry) {}

  /**
   * @param now when the batch is seen
   */
  Identities(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /** All that is known of these identities, in lists that can be added to. */
  Map<Identity, List<Sign>> signs(Set<Identity> identities) throws SQLException {
    Map<OrganizationId, List<Use>> uses = new HashMap<>();
    for (Use use : uses(identities)) {
      uses.computeIfAbsent(use.identity.organization(), any -> new ArrayList<>()).add(use);
    }
    Map<Identity, List<Sign>> signs = new HashMap<>();
    for (Map.Entry<OrganizationId, List<Use>> of : uses.entrySet()) {
      Map<EntryName, KnownCall> calls =
          new KnownCalls(connection, of.getKey())
              .behind(of.getValue().stream().map(Use::entry).distinct().toList());
      for (Use use : of.getValue()) {
        KnownCall call = calls.get(use.entry);
        if (call != null) {
          signs
              .computeIfAbsent(use.identity, any -> new ArrayList<>())
              .add(new Sign(use.identity, use.reporter, call));
        }
      }
    }
    return signs;
  }

  private List<Use> uses(Set<Identity> identities) throws SQLException {
    List<Use> uses = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select i.organization_id, i.digest, i.reporter, i.journal, i.journal_offset, i.event_time
            from unnest(?::uuid[], ?::uuid[]) k (organization_id, digest)
            join identities i using (organization_id, digest) where i.seen_at >= ?
            order by i.seen_at, i.journal, i.journal_offset\
            """)) {
      List<Identity> asked = List.copyOf(identities);
      Arrays.set(
          connection, statement, 1, "uuid", column(asked, key -> key.organization().value()));
      Arrays.set(connection, statement, 2, "uuid", column(asked, Identity::digest));
      statement.setObject(3, DatabaseTime.of(now.minus(KEPT)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          OrganizationId organization = new OrganizationId(rows.getObject(1, UUID.class));
          uses.add(
              new Use(
                  new Identity(organization, rows.getObject(2, UUID.class)),
                  Reporter.of(rows.getInt(3)),
                  new EntryName(
                      organization,
                      rows.getInt(4),
                      new Position(rows.getLong(5)),
                      DatabaseTime.read(rows, 6))));
        }
      }
    }
    return uses;
  }

  void insert(Collection<Sign> signs) throws SQLException {
    if (signs.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            INSERT
                + "select *, ?::timestamptz from unnest(?::uuid[], ?::uuid[], ?::smallint[],"
                + " ?::integer[], ?::bigint[], ?::timestamptz[])")) {
      statement.setObject(1, DatabaseTime.of(now));
      Arrays.set(
          connection,
          statement,
          2,
          "uuid",
          column(signs, sign -> sign.identity().organization().value()));
      Arrays.set(connection, statement, 3, "uuid", column(signs, sign -> sign.identity().digest()));
      Arrays.set(connection, statement, 4, "int2", column(signs, sign -> sign.reporter().code()));
      Arrays.set(connection, statement, 5, "int4", column(signs, sign -> first(sign).journal()));
      Arrays.set(
          connection, statement, 6, "int8", column(signs, sign -> first(sign).position().bytes()));
      Arrays.set(
          connection,
          statement,
          7,
          "timestamptz",
          column(signs, sign -> DatabaseTime.text(first(sign).time())));
      statement.executeUpdate();
    }
  }

  private static EntryName first(Sign sign) {
    return sign.call().first();
  }

  /**
   * Gives identities to what an organization's raw log holds of exchanges, when somebody else
   * reports to it for the first time.
   */
  void backfill(OrganizationId organization) throws SQLException {
    Instant until = now.plus(Duration.ofDays(1));
    // day by day, so that no statement takes too long
    for (Instant day = now.minus(KEPT); day.isBefore(until); day = day.plus(Duration.ofDays(1))) {
      backfill(organization, day, day.plus(Duration.ofDays(1)));
    }
  }

  private void backfill(OrganizationId organization, Instant from, Instant to) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            INSERT
                + """
                select e.organization_id, d.digest, ?, e.journal, e.journal_offset, e.event_time, ?
                from entries e
                cross join lateral (
                  select %s as digest
                  union all
                  select %s where e.event ->> 'provider_response_id' <> '') d
                where e.organization_id = ? and e.event_time >= ? and e.event_time < ?
                and e.part = ? and e.is_current\
                """
                    .formatted(
                        DIGEST.formatted("'" + Identity.EVENT + "' || e.event_id"),
                        DIGEST.formatted(
                            "'"
                                + Identity.ANSWER
                                + "' || (e.event ->> 'provider') || ':' || (e.event ->>"
                                + " 'provider_response_id')")))) {
      statement.setInt(1, Reporter.EXCHANGE.code());
      statement.setObject(2, DatabaseTime.of(now));
      statement.setObject(3, organization.value());
      statement.setObject(4, DatabaseTime.of(from));
      statement.setObject(5, DatabaseTime.of(to));
      statement.setInt(6, Entry.Part.ADDS.code());
      statement.executeUpdate();
    }
  }

  /** Lets go of partitions that no question reads any more; returns how many. */
  static int dropOld(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select drop_identities(?)")) {
      statement.setObject(1, DatabaseTime.of(now.minus(KEPT)));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static <T> Object[] column(
      Collection<T> rows, java.util.function.Function<T, Object> value) {
    return rows.stream().map(value).toArray();
  }
}
