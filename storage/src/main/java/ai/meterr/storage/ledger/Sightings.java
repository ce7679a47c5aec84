package ai.meterr.storage.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.identity.KnownCall;
import ai.meterr.ledger.identity.Matching.Joining;
import ai.meterr.ledger.identity.Matching.Sighting;
import ai.meterr.ledger.identity.Reporter;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.Attribution;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Reports of calls that were known already, so that nothing that was told is lost. */
final class Sightings {
  private static final String COLUMNS =
      "organization_id, event_id, journal, journal_offset, reporter, reported_id, outcome, event,"
          + " seen_at";

  private final Connection connection;
  private final Instant now;

  Sightings(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  void insert(List<Sighting> sightings, int journal) throws SQLException {
    if (sightings.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into sightings ("
                + COLUMNS
                + ") select organization_id, event_id, ?, journal_offset, reporter, reported_id,"
                + " outcome, event::json, ? from unnest(?::uuid[], ?::text[], ?::bigint[],"
                + " ?::smallint[], ?::text[], ?::text[], ?::text[]) s (organization_id, event_id,"
                + " journal_offset, reporter, reported_id, outcome, event)")) {
      statement.setInt(1, journal);
      statement.setObject(2, DatabaseTime.of(now));
      set(statement, 3, "uuid", sightings, seen -> seen.call().organization().value());
      set(statement, 4, "text", sightings, seen -> id(seen.call().event()));
      set(statement, 5, "int8", sightings, seen -> seen.arrival().position().bytes());
      set(statement, 6, "int2", sightings, seen -> Reporter.of(seen.arrival()).code());
      set(statement, 7, "text", sightings, seen -> id(seen.arrival().event()));
      set(statement, 8, "text", sightings, seen -> seen.outcome().wire());
      set(statement, 9, "text", sightings, seen -> told(seen.arrival().event()));
      statement.executeUpdate();
    }
  }

  private static String id(UsageEvent event) {
    return PlainText.of(event.id().value());
  }

  /** Without attribution, which only the raw log's columns hold, so that a person can be erased. */
  private static String told(UsageEvent event) {
    return new String(EventJson.write(event.with(Attribution.NONE)), StandardCharsets.UTF_8);
  }

  private void set(
      PreparedStatement statement,
      int index,
      String type,
      List<Sighting> sightings,
      Function<Sighting, Object> value)
      throws SQLException {
    Arrays.set(connection, statement, index, type, sightings.stream().map(value).toArray());
  }

  /** Gives a withdrawn event's reports, its first one too, to the call that it turned out to be. */
  void join(Joining joining) throws SQLException {
    KnownCall withdrawn = joining.withdrawn();
    try (PreparedStatement move =
        connection.prepareStatement(
            "update sightings set event_id = ? where organization_id = ? and event_id = ?")) {
      move.setString(1, id(joining.into().event()));
      move.setObject(2, withdrawn.organization().value());
      move.setString(3, id(withdrawn.event()));
      move.executeUpdate();
    }
    try (PreparedStatement first =
        connection.prepareStatement(
            "insert into sightings ("
                + COLUMNS
                + """
                ) select organization_id, ?, journal, journal_offset, ?, event_id, ?, event, ?
                from entries where organization_id = ? and journal = ? and journal_offset = ?
                  and part = ? and event_time = ?\
                """)) {
      first.setString(1, id(joining.into().event()));
      first.setInt(2, withdrawn.firstReporter().code());
      first.setString(3, Outcome.COUNTED.wire());
      first.setObject(4, DatabaseTime.of(now));
      first.setObject(5, withdrawn.organization().value());
      first.setInt(6, withdrawn.first().journal());
      first.setLong(7, withdrawn.first().position().bytes());
      first.setInt(8, Entry.Part.ADDS.code());
      first.setObject(9, DatabaseTime.of(withdrawn.first().time()));
      first.executeUpdate();
    }
  }
}
