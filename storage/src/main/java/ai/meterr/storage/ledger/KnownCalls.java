package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.identity.EntryName;
import ai.meterr.ledger.identity.KnownCall;
import ai.meterr.ledger.identity.Reporter;
import ai.meterr.ledger.journal.Position;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One organization's calls as they count now, found by any entry that has added to them. */
final class KnownCalls {
  /** The order of versions: the first is what the first report told. */
  static final Comparator<Kept> AS_THEY_CAME =
      Comparator.comparing(Kept::recordedAt)
          .thenComparing(Kept::journal)
          .thenComparing(Kept::offset);

  private final Connection connection;
  private final OrganizationId organization;
  private final Map<Event, KnownCall> calls = new HashMap<>();

  /** An event in all its versions: they keep its id and its time. */
  private record Event(String id, Instant time) {}

  KnownCalls(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  /** The call behind each entry; entries that are not kept any more have none. */
  Map<EntryName, KnownCall> behind(Collection<EntryName> entries) throws SQLException {
    Map<EntryName, Event> events = events(entries);
    load(new HashSet<>(events.values()));
    Map<EntryName, KnownCall> behind = new HashMap<>();
    events.forEach(
        (entry, event) -> {
          KnownCall call = calls.get(event);
          if (call != null) {
            behind.put(entry, call);
          }
        });
    return behind;
  }

  /**
   * Entry by entry, in their partitions, here and below: where many are asked for, PostgreSQL would
   * rather read all entries, a second or two for half a million, while the batch waits.
   */
  private Map<EntryName, Event> events(Collection<EntryName> entries) throws SQLException {
    Map<EntryName, Event> events = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select e.journal, e.journal_offset, e.event_time, e.event_id
            from unnest(?::integer[], ?::bigint[], ?::timestamptz[]) k (journal, journal_offset, event_time)
            cross join lateral (select * from entries e where e.organization_id = ?
              and e.journal = k.journal and e.journal_offset = k.journal_offset and e.part = ?
              and e.event_time = k.event_time offset 0) e\
            """)) {
      Arrays.set(
          connection, statement, 1, "int4", entries.stream().map(EntryName::journal).toArray());
      Arrays.set(
          connection,
          statement,
          2,
          "int8",
          entries.stream().map(entry -> entry.position().bytes()).toArray());
      Arrays.set(
          connection,
          statement,
          3,
          "timestamptz",
          entries.stream().map(entry -> DatabaseTime.text(entry.time())).toArray());
      statement.setObject(4, organization.value());
      statement.setInt(5, Entry.Part.ADDS.code());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Instant time = DatabaseTime.read(rows, 3);
          events.put(
              new EntryName(organization, rows.getInt(1), new Position(rows.getLong(2)), time),
              new Event(rows.getString(4), time));
        }
      }
    }
    return events;
  }

  private void load(Set<Event> events) throws SQLException {
    Map<Event, List<Kept>> versions = new HashMap<>();
    for (Kept kept : versions(events)) {
      versions
          .computeIfAbsent(
              new Event(kept.event().id().value(), kept.time()), any -> new ArrayList<>())
          .add(kept);
    }
    Set<String> exchanged = reportedByExchange(versions.keySet());
    for (Map.Entry<Event, List<Kept>> of : versions.entrySet()) {
      KnownCall call = call(of.getValue(), exchanged.contains(of.getKey().id()));
      if (call != null) {
        calls.put(of.getKey(), call);
      }
    }
  }

  private List<Kept> versions(Set<Event> events) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from unnest(?::text[], ?::timestamptz[]) k (event_id, event_time)
                cross join lateral (select * from entries e where e.organization_id = ?
                  and e.event_id = k.event_id and e.event_time = k.event_time offset 0) e\
                """)) {
      List<Event> asked = List.copyOf(events);
      Arrays.set(connection, statement, 1, "text", asked.stream().map(Event::id).toArray());
      Arrays.set(
          connection,
          statement,
          2,
          "timestamptz",
          asked.stream().map(event -> DatabaseTime.text(event.time())).toArray());
      statement.setObject(3, organization.value());
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, organization, rows);
      }
    }
  }

  private @Nullable KnownCall call(List<Kept> versions, boolean sightedExchange)
      throws SQLException {
    List<Kept> added =
        versions.stream()
            .filter(kept -> kept.part() == Entry.Part.ADDS)
            .sorted(AS_THEY_CAME)
            .toList();
    for (Kept kept : added.reversed()) {
      if (kept.isCurrent()) {
        Kept first = added.getFirst();
        return new KnownCall(
            name(first),
            new Reporter(first.event().source(), first.looksBack()),
            name(kept),
            kept.event(),
            kept.looksBack(),
            sightedExchange);
      }
    }
    for (Kept kept : versions) {
      if (kept.part() == Entry.Part.WITHDRAWS) {
        return joinedInto(kept);
      }
    }
    return null;
  }

  private EntryName name(Kept kept) {
    return new EntryName(organization, kept.journal(), new Position(kept.offset()), kept.time());
  }

  /** The call that a withdrawn event turned out to be: what was added at the same position. */
  private @Nullable KnownCall joinedInto(Kept withdrawn) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select event_time from entries
            where organization_id = ? and journal = ? and journal_offset = ? and part = ?\
            """)) {
      statement.setObject(1, organization.value());
      statement.setInt(2, withdrawn.journal());
      statement.setLong(3, withdrawn.offset());
      statement.setInt(4, Entry.Part.ADDS.code());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        EntryName entry =
            new EntryName(
                organization,
                withdrawn.journal(),
                new Position(withdrawn.offset()),
                DatabaseTime.read(row, 1));
        return behind(List.of(entry)).get(entry);
      }
    }
  }

  private Set<String> reportedByExchange(Set<Event> events) throws SQLException {
    Set<String> reported = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select event_id from sightings where organization_id = ? and event_id = any (?)"
                + " and reporter = ?")) {
      statement.setObject(1, organization.value());
      Arrays.set(connection, statement, 2, "text", events.stream().map(Event::id).toArray());
      statement.setInt(3, Reporter.EXCHANGE.code());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reported.add(rows.getString(1));
        }
      }
    }
    return reported;
  }
}
