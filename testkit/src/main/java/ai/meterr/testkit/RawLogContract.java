package ai.meterr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.BadCursor;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link RawLog} keeps to. A raw log's test extends this class and says how entries come
 * into it. Tests make organizations and journals of their own.
 */
public abstract class RawLogContract {
  private static final Instant FROM = Instant.parse("2026-11-22T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(2);

  private final JournalId journal = new JournalId(UUID.randomUUID());
  private final SampleEvents samples = new SampleEvents(20261124, FROM, SPAN);
  private OrganizationId organization;
  private long at;

  /** The raw log under test. */
  protected abstract RawLog rawLog();

  protected abstract OrganizationId newOrganization();

  /** Brings entries into the raw log. Each name is used once, unless an entry is to be repeated. */
  protected abstract void keep(List<LoggedEntry> entries);

  @BeforeEach
  final void makeAnOrganization() {
    organization = newOrganization();
  }

  protected final OrganizationId organization() {
    return organization;
  }

  /** An entry that adds an event, at the journal's next position. */
  protected final LoggedEntry adds(UsageEvent event) {
    at += 500;
    return logged(Entry.Part.ADDS, event);
  }

  private LoggedEntry logged(Entry.Part part, UsageEvent event) {
    return new LoggedEntry(
        journal,
        new Entry(organization, new Position(at), part, event),
        FROM.plus(SPAN).plus(at, ChronoUnit.MICROS));
  }

  /** What takes an event back and adds another, at one position. */
  protected final List<LoggedEntry> corrects(UsageEvent before, UsageEvent now) {
    LoggedEntry adds = adds(now);
    return List.of(logged(Entry.Part.TAKES_BACK, before), adds);
  }

  protected final List<UsageEvent> events(int count) {
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(samples.next());
    }
    return events;
  }

  private List<UsageEvent> keepEvents(int count) {
    List<UsageEvent> events = events(count);
    keep(events.stream().map(this::adds).toList());
    return events;
  }

  /** All pages of a question. */
  protected final List<UsageEvent> pages(
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit) {
    List<UsageEvent> events = new ArrayList<>();
    String cursor = null;
    do {
      EventPage page = rawLog().page(organization, from, to, filters, limit, cursor);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      events.addAll(page.events());
      cursor = page.next();
    } while (cursor != null);
    return events;
  }

  private List<Entry> scanned(Instant from, Instant to) {
    List<Entry> entries = new ArrayList<>();
    rawLog().scan(organization, from, to, logged -> entries.add(logged.entry()));
    return entries;
  }

  private static void assertNewestFirst(List<UsageEvent> events) {
    assertThat(events)
        .isSortedAccordingTo(
            Comparator.comparing((UsageEvent event) -> event.time().truncatedTo(ChronoUnit.MICROS))
                .reversed());
  }

  @Test
  void what_nobody_has_put_is_not_there() {
    assertThat(pages(null, null, Map.of(), 10)).isEmpty();
    assertThat(rawLog().entriesOf(organization, new EventId("nobody"))).isEmpty();
    assertThat(scanned(FROM, FROM.plus(SPAN))).isEmpty();
    assertThat(rawLog().hours(organization, FROM, FROM.plus(SPAN))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  void pages_of_any_size_hold_every_event_once_as_it_was_given_the_newest_first(int limit) {
    List<UsageEvent> events = keepEvents(limit == 1 ? 12 : 90);
    List<UsageEvent> read = pages(null, null, Map.of(), limit);
    assertThat(read).containsExactlyInAnyOrderElementsOf(events);
    assertNewestFirst(read);
  }

  @Test
  void a_period_includes_its_beginning_and_excludes_its_end() {
    List<UsageEvent> events = keepEvents(60);
    List<Instant> times = events.stream().map(UsageEvent::time).sorted().toList();
    Instant from = times.get(15);
    Instant to = times.get(45);
    Predicate<UsageEvent> within =
        event -> !event.time().isBefore(from) && event.time().isBefore(to);
    List<UsageEvent> expected = events.stream().filter(within).toList();
    assertThat(pages(from, to, Map.of(), 9)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(scanned(from, to).stream().map(Entry::event))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages(to, from, Map.of(), 9)).isEmpty();
  }

  @Test
  void filters_let_through_what_has_one_of_the_values_of_each() {
    List<UsageEvent> events = keepEvents(80);
    Map<Dimension, List<String>> filters =
        Map.of(
            Dimension.PROVIDER, List.of("openai", "gemini"),
            Dimension.TEAM, List.of("checkout", "", "never told"),
            Dimension.STATUS, List.of("priced", "unpriced", "estimated"));
    List<UsageEvent> expected =
        events.stream()
            .filter(event -> List.of("openai", "gemini").contains(event.provider().name()))
            .filter(
                event ->
                    event.attribution().team() == null
                        || event.attribution().team().equals("checkout"))
            .filter(
                event -> List.of("priced", "unpriced", "estimated").contains(event.status().wire()))
            .toList();
    assertThat(expected).isNotEmpty().hasSizeLessThan(events.size());
    assertThat(pages(null, null, filters, 5)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages(null, null, Map.of(Dimension.USER, List.of("never told")), 5)).isEmpty();
  }

  @Test
  void an_events_entries_are_found_by_its_id_whoever_chose_it() {
    List<UsageEvent> events = keepEvents(40);
    for (UsageEvent event : events) {
      assertThat(rawLog().entriesOf(organization, event.id()))
          .extracting(logged -> logged.entry().event())
          .containsExactly(event);
    }
  }

  @Test
  void a_correction_leaves_one_event_standing_and_hides_none_of_its_entries() {
    List<UsageEvent> events = keepEvents(30);
    UsageEvent first = events.get(3);
    UsageEvent second = Variations.told(first, samples.priced());
    UsageEvent third = Variations.told(first, samples.priced());
    keep(corrects(first, second));
    keep(corrects(second, third));
    List<UsageEvent> expected = new ArrayList<>(events);
    expected.set(3, third);
    assertThat(pages(null, null, Map.of(), 4)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rawLog().entriesOf(organization, first.id()))
        .extracting(logged -> logged.entry().event())
        .containsExactlyInAnyOrder(first, first, second, second, third);
    assertThat(scanned(FROM, FROM.plus(SPAN))).hasSize(events.size() + 4);
  }

  @Test
  void a_scan_hands_over_every_entry_once_with_its_name() {
    List<LoggedEntry> entries = events(80).stream().map(this::adds).toList();
    keep(entries);
    assertThat(scanned(FROM, FROM.plus(SPAN)))
        .containsExactlyInAnyOrderElementsOf(entries.stream().map(LoggedEntry::entry).toList());
  }

  @Test
  void the_hours_with_entries_are_told() {
    List<UsageEvent> events = keepEvents(50);
    assertThat(rawLog().hours(organization, FROM, FROM.plus(SPAN)))
        .containsAll(
            events.stream().map(event -> event.time().truncatedTo(ChronoUnit.HOURS)).toList());
  }

  @Test
  void one_organization_sees_nothing_of_another() {
    List<UsageEvent> theirs = keepEvents(10);
    organization = newOrganization();
    List<UsageEvent> ours = keepEvents(10);
    assertThat(pages(null, null, Map.of(), 100)).containsExactlyInAnyOrderElementsOf(ours);
    assertThat(rawLog().entriesOf(organization, theirs.getFirst().id())).isEmpty();
    assertThat(scanned(FROM, FROM.plus(SPAN))).hasSize(10);
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    assertThatThrownBy(() -> rawLog().page(organization, null, null, Map.of(), 5, "bm90b3Vycw"))
        .isInstanceOf(BadCursor.class);
  }

  @Test
  void many_events_of_one_moment_are_paged_through() {
    List<UsageEvent> events = new ArrayList<>();
    SampleEvents sameTime = new SampleEvents(5, FROM, Duration.ofMillis(1));
    for (int i = 0; i < 60; i++) {
      events.add(sameTime.priced());
    }
    keep(events.stream().map(this::adds).toList());
    assertThat(pages(null, null, Map.of(), 7)).containsExactlyInAnyOrderElementsOf(events);
  }
}
