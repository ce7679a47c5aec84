package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.Wire;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.report.Changes;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.ledger.report.EventDetail.Correction;
import ai.meterr.ledger.report.EventDetail.Sighting;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One event, who reported it and what that changed. */
final class EventHistory {
  /** More than anybody looks at: a bound for one answer. */
  private static final int LIMIT = 1_000;

  private final Connection connection;
  private final OrganizationId organization;

  EventHistory(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  Optional<EventDetail> of(EventId id) throws SQLException {
    List<Kept> found = known(id.value());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Kept current = found.getFirst();
    List<Kept> versions = versions(current);
    return Optional.of(
        new EventDetail(
            current.event(),
            attempts(current.event()),
            sightings(current.event(), versions.getFirst()),
            corrections(versions)));
  }

  /** The event of that id, else the one whose call was reported under it. */
  private List<Kept> known(String id) throws SQLException {
    List<Kept> direct = current("e.event_id = ?", id);
    return direct.isEmpty()
        ? current(
            "e.event_id in (select s.event_id from sightings s"
                + " where s.organization_id = e.organization_id and s.reported_id = ?)",
            id)
        : direct;
  }

  private List<Kept> current(String condition, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + " from entries e where e.organization_id = ? and e.is_current and "
                + condition
                + " order by e.event_time desc, e.journal desc, e.journal_offset desc limit "
                + LIMIT)) {
      statement.setObject(1, organization.value());
      statement.setString(2, value);
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, organization, rows);
      }
    }
  }

  private List<UsageEvent> attempts(UsageEvent event) throws SQLException {
    List<UsageEvent> attempts = new ArrayList<>(List.of(event));
    List<Kept> others = new ArrayList<>(known(event.requestId()));
    others.addAll(current("e.request_id = ?", event.requestId()));
    for (Kept other : others) {
      if (attempts.stream().noneMatch(attempt -> attempt.id().equals(other.event().id()))) {
        attempts.add(other.event());
      }
    }
    attempts.sort(Comparator.comparing(UsageEvent::attempt).thenComparing(UsageEvent::time));
    return attempts;
  }

  /** All that the event was, the first first. */
  private List<Kept> versions(Kept current) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from entries e where e.organization_id = ? and e.event_id = ? and e.event_time = ?
                and e.part = ? order by e.recorded_at, e.journal, e.journal_offset limit ?\
                """)) {
      statement.setObject(1, organization.value());
      statement.setString(2, current.event().id().value());
      statement.setObject(3, DatabaseTime.of(current.time()));
      statement.setInt(4, Entry.Part.ADDS.code());
      statement.setInt(5, LIMIT);
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, organization, rows);
      }
    }
  }

  private static List<Correction> corrections(List<Kept> versions) {
    List<Correction> corrections = new ArrayList<>();
    for (int i = 1; i < versions.size(); i++) {
      Kept version = versions.get(i);
      List<Change> changes = Changes.between(versions.get(i - 1).event(), version.event());
      if (!changes.isEmpty()) {
        corrections.add(new Correction(version.recordedAt(), version.event().source(), changes));
      }
    }
    return corrections;
  }

  private List<Sighting> sightings(UsageEvent counts, Kept first) throws SQLException {
    List<Sighting> sightings = new ArrayList<>();
    sightings.add(
        new Sighting(first.event().with(Attribution.NONE), Outcome.COUNTED, first.recordedAt()));
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select event, outcome, seen_at from sightings where organization_id = ? and event_id = ?
            order by seen_at, journal, journal_offset limit ?\
            """)) {
      statement.setObject(1, organization.value());
      statement.setString(2, counts.id().value());
      statement.setInt(3, LIMIT);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sightings.add(
              new Sighting(
                  EventJson.read(rows.getString(1).getBytes(StandardCharsets.UTF_8)),
                  Wire.parse(Outcome.class, rows.getString(2)),
                  DatabaseTime.read(rows, 3)));
        }
      }
    }
    sightings.sort(Comparator.comparing(sighting -> !tells(sighting.told(), counts)));
    return sightings;
  }

  /** Whether a report is the one that counts. */
  private static boolean tells(UsageEvent told, UsageEvent counts) {
    return told.source() == counts.source()
        && told.status() == counts.status()
        && told.usage().equals(counts.usage());
  }
}
