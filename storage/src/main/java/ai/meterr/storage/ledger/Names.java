package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The dictionary: every value of an axis has an id in its organization. Ids are given in a
 * transaction of their own, before the batch's: one that nothing uses is harmless.
 */
final class Names {
  /** What is not told; no row has this id. */
  static final long NOT_TOLD = 0;

  private static final int REMEMBERED_MAX = 200_000;
  private static final Comparator<Name> ORDER =
      Comparator.comparing((Name name) -> name.organization().value())
          .thenComparing(Name::axis)
          .thenComparing(Name::value);

  private final Database database;
  private final Cache<Name, Long> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

  record Name(OrganizationId organization, Axis axis, String value) {
    /** What PostgreSQL cannot keep (NUL, half a surrogate pair) becomes U+FFFD, as in the event. */
    Name {
      value = PlainText.of(value);
    }
  }

  Names(Database database) {
    this.database = database;
  }

  /** The ids of all these names, given where they have none. */
  Map<Name, Long> ids(Collection<Name> names) {
    Map<Name, Long> ids = new HashMap<>(remembered.getAllPresent(new HashSet<>(names)));
    Set<Name> missing = new HashSet<>(names);
    missing.removeAll(ids.keySet());
    if (!missing.isEmpty()) {
      List<Name> sorted = missing.stream().sorted(ORDER).toList();
      Map<Name, Long> given =
          database.asLedger("giving names their ids", connection -> give(connection, sorted));
      remembered.putAll(given);
      ids.putAll(given);
    }
    return ids;
  }

  static long id(Map<Name, Long> ids, Name name) {
    Long id = ids.get(name);
    if (id == null) {
      throw new IllegalStateException("a name has no id after it was given one");
    }
    return id;
  }

  private static Map<Name, Long> give(Connection connection, List<Name> names) throws SQLException {
    Object[] organizations = names.stream().map(name -> name.organization().value()).toArray();
    Object[] axes = names.stream().map(name -> name.axis().wire()).toArray();
    Object[] values = names.stream().map(Name::value).toArray();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into dictionary (organization_id, axis, value)
            select * from unnest(?::uuid[], ?::text[], ?::text[]) on conflict do nothing\
            """)) {
      Arrays.set(connection, insert, 1, "uuid", organizations);
      Arrays.set(connection, insert, 2, "text", axes);
      Arrays.set(connection, insert, 3, "text", values);
      insert.executeUpdate();
    }
    Map<Name, Long> ids = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select d.organization_id, d.axis, d.value, d.id
            from unnest(?::uuid[], ?::text[], ?::text[]) n (organization_id, axis, value)
            join dictionary d using (organization_id, axis, value)\
            """)) {
      Arrays.set(connection, select, 1, "uuid", organizations);
      Arrays.set(connection, select, 2, "text", axes);
      Arrays.set(connection, select, 3, "text", values);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Name name =
              new Name(
                  new OrganizationId(rows.getObject(1, UUID.class)),
                  ai.meterr.event.Wire.parse(Axis.class, rows.getString(2)),
                  rows.getString(3));
          ids.put(name, rows.getLong(4));
        }
      }
    }
    return ids;
  }

  /** After the database may have been put back to an older state: its ids are given anew. */
  void forget() {
    remembered.invalidateAll();
  }
}
