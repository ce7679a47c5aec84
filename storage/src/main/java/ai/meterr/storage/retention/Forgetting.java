package ai.meterr.storage.retention;

import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Erases a person, deletes an organization: as the operator. Both can be asked for again when they
 * were cut off. Journals (for {@code METERR_JOURNAL_KEEP}) and backups still hold what was there.
 */
public final class Forgetting {
  private static final int ROWS_AT_ONCE = 10_000;

  /** Longer than any journal brings what an organization did before it was deleted. */
  private static final Duration LATE = Duration.ofDays(40);

  private final Database database;
  private final InstantSource clock;

  public Forgetting(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What became of an organization.
   *
   * @param rows deleted, per table; partitions are summed under their table
   */
  public record Receipt(
      OrganizationId organization,
      String name,
      Instant askedAt,
      Instant finishedAt,
      SortedMap<String, Long> rows) {}

  /**
   * Replaces a person's name, and their sessions', by a number everywhere at once; sums stay.
   * Running nodes know of it within a minute.
   *
   * @return how many names went; 0: nobody is called so
   */
  public int erasePerson(OrganizationId organization, String person) {
    return database.asOperator(
        "erasing a person",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select erase_person(?, ?)")) {
            statement.setObject(1, organization.value());
            statement.setString(2, person);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }

  /**
   * Deletes an organization and all that is its own, its keys first, so that no call is taken any
   * more. Empty where there is no such organization and never was.
   */
  public Optional<Receipt> delete(OrganizationId organization) {
    if (!ask(organization)) {
      return Optional.empty();
    }
    SortedMap<String, Long> rows = new TreeMap<>(deleteRows(organization));
    long people =
        database.asOperator(
            "deleting an organization",
            connection -> number(connection, "select delete_organization(?)", organization));
    rows.merge("people", people, Long::sum);
    return Optional.of(finish(organization, rows));
  }

  /** Deletes what journals have brought for organizations that were deleted lately. */
  public void deleteLatecomers() {
    for (OrganizationId organization : deletedLately()) {
      Map<String, Long> rows = deleteRows(organization);
      if (!rows.isEmpty()) {
        finish(organization, rows);
      }
    }
  }

  /** False where there is nothing to delete. */
  private boolean ask(OrganizationId organization) {
    return database.asOperator(
        "deleting an organization",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  insert into deletions (deleted_organization, name, asked_at)
                  select id, name, ? from organizations where id = ? on conflict do nothing\
                  """)) {
            statement.setObject(1, DatabaseTime.of(clock.instant()));
            statement.setObject(2, organization.value());
            statement.executeUpdate();
          }
          return number(
                  connection,
                  "select count(*) from deletions where deleted_organization = ?",
                  organization)
              > 0;
        });
  }

  private List<OrganizationId> deletedLately() {
    Instant since = clock.instant().minus(LATE);
    return database.asOperator(
        "listing deleted organizations",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select deleted_organization from deletions where finished_at > ?")) {
            statement.setObject(1, DatabaseTime.of(since));
            List<OrganizationId> organizations = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                organizations.add(new OrganizationId(rows.getObject(1, UUID.class)));
              }
            }
            return organizations;
          }
        });
  }

  private Map<String, Long> deleteRows(OrganizationId organization) {
    Map<String, Long> rows = new TreeMap<>();
    for (String place : places()) {
      long step;
      do {
        step =
            database.asOperator(
                "deleting an organization's rows",
                connection -> {
                  try (PreparedStatement statement =
                      connection.prepareStatement("select delete_rows(?, ?, ?)")) {
                    statement.setObject(1, organization.value());
                    statement.setString(2, place);
                    statement.setInt(3, ROWS_AT_ONCE);
                    try (ResultSet row = statement.executeQuery()) {
                      row.next();
                      return row.getLong(1);
                    }
                  }
                });
        if (step > 0) {
          rows.merge(place.replaceFirst("_[0-9]+$", ""), step, Long::sum);
        }
      } while (step > 0);
    }
    return rows;
  }

  private List<String> places() {
    return database.asOperator(
        "listing tables",
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("select tenant_places()")) {
            List<String> places = new ArrayList<>();
            while (rows.next()) {
              places.add(rows.getString(1));
            }
            return places;
          }
        });
  }

  private Receipt finish(OrganizationId organization, Map<String, Long> rows) {
    return database.asOperator(
        "writing the receipt of a deletion",
        connection -> {
          for (Map.Entry<String, Long> table : rows.entrySet()) {
            try (PreparedStatement statement =
                connection.prepareStatement(
                    """
                    update deletions set rows = rows || jsonb_build_object(?::text,
                      coalesce((rows ->> ?)::bigint, 0) + ?) where deleted_organization = ?\
                    """)) {
              statement.setString(1, table.getKey());
              statement.setString(2, table.getKey());
              statement.setLong(3, table.getValue());
              statement.setObject(4, organization.value());
              statement.executeUpdate();
            }
          }
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  update deletions set finished_at = coalesce(finished_at, ?)
                  where deleted_organization = ?\
                  """)) {
            statement.setObject(1, DatabaseTime.of(clock.instant()));
            statement.setObject(2, organization.value());
            statement.executeUpdate();
          }
          return receipt(connection, organization);
        });
  }

  private static Receipt receipt(Connection connection, OrganizationId organization)
      throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select d.name, d.asked_at, d.finished_at, r.key, r.value::bigint
            from deletions d left join lateral jsonb_each_text(d.rows) r on true
            where d.deleted_organization = ?\
            """)) {
      statement.setObject(1, organization.value());
      try (ResultSet found = statement.executeQuery()) {
        String name = "";
        Instant askedAt = Instant.EPOCH;
        Instant finishedAt = Instant.EPOCH;
        while (found.next()) {
          name = found.getString(1);
          askedAt = DatabaseTime.read(found, 2);
          finishedAt = DatabaseTime.read(found, 3);
          if (found.getString(4) != null) {
            rows.put(found.getString(4), found.getLong(5));
          }
        }
        return new Receipt(organization, name, askedAt, finishedAt, rows);
      }
    }
  }

  private static long number(Connection connection, String sql, OrganizationId organization)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, organization.value());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
