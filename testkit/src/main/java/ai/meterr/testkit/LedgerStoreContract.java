package ai.meterr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.EventId;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.LedgerStore.Fenced;
import ai.meterr.ledger.LedgerStore.OutOfOrder;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.report.Sums;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.ReportedCalls.Call;
import ai.meterr.testkit.ReportedCalls.Report;
import ai.meterr.usage.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link LedgerStore} keeps to. A store's test extends this class and says how to reach
 * the store and what is in it. Tests name journals and organizations of their own, so a store need
 * not be emptied between them.
 */
public abstract class LedgerStoreContract {
  private static final long SEED = 20261124;

  private final JournalId journal = new JournalId(UUID.randomUUID());
  private final UUID holder = UUID.randomUUID();
  private final SampleEvents samples = new SampleEvents(SEED);
  private LedgerStore store;
  private OrganizationId organization;

  /** The store under test; every call may return the same one. Safe for use by several threads. */
  protected abstract LedgerStore store();

  /** Makes an organization that nothing has been booked on, with USD as its currency. */
  protected abstract OrganizationId newOrganization();

  /** Every event that the organization's raw log holds, in any order, as it would be shown. */
  protected abstract List<UsageEvent> events(OrganizationId organization);

  /**
   * The organization's sums over all time, from its rollups, never from the raw log. Events handed
   * in lie in November 2026.
   */
  protected abstract Sums total(OrganizationId organization);

  @BeforeEach
  final void reachTheStore() {
    store = store();
    organization = newOrganization();
  }

  @Test
  void a_new_journal_is_leased_at_epoch_1_and_begins_at_the_start() {
    assertThat(store.lease(journal, 0, holder)).isEqualTo(1);
    assertThat(store.applied(journal)).isEqualTo(Position.START);
  }

  @Test
  void a_journal_never_heard_of_was_applied_up_to_its_start() {
    assertThat(store.applied(journal)).isEqualTo(Position.START);
  }

  @Test
  void every_lease_is_one_epoch_later_than_what_the_folder_remembers() {
    assertThat(store.lease(journal, 0, holder)).isEqualTo(1);
    assertThat(store.lease(journal, 1, holder)).isEqualTo(2);
    // the folder wrote 3, 4 and 5 down and died each time before it could ask
    assertThat(store.lease(journal, 5, holder)).isEqualTo(6);
  }

  @Test
  void a_folder_that_remembers_an_older_epoch_is_a_copy_and_refused() {
    store.lease(journal, 0, holder);
    store.lease(journal, 1, holder);
    UUID copy = UUID.randomUUID();
    assertThatThrownBy(() -> store.lease(journal, 1, copy)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> store.lease(journal, 0, copy)).isInstanceOf(Fenced.class);
    assertThat(store.lease(journal, 2, copy)).isEqualTo(3);
    assertThatThrownBy(() -> store.lease(journal, 1, holder)).isInstanceOf(Fenced.class);
  }

  @Test
  void who_holds_a_journal_may_ask_again_and_goes_on_where_it_was() {
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = plainEvents(4);
    store.apply(batch(epoch, Position.START, events.subList(0, 2)));
    // the answer got lost, or nobody knows whether this is still the same store
    assertThat(store.lease(journal, 0, holder)).isEqualTo(epoch);
    assertThat(store.applied(journal)).isEqualTo(end(2));
    store.apply(batch(epoch, end(2), events.subList(2, 4)));
    assertHolds(events);
  }

  @Test
  void a_store_that_never_heard_of_a_journal_takes_it_at_its_epoch_from_the_start() {
    long epoch = store.lease(journal, 7, holder);
    assertThat(epoch).isEqualTo(8);
    assertThat(store.applied(journal)).isEqualTo(Position.START);
    List<UsageEvent> events = plainEvents(3);
    store.apply(batch(epoch, Position.START, events));
    assertHolds(events);
  }

  @Test
  void a_batch_brings_its_entries_its_sums_and_the_offset() {
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = plainEvents(20);
    store.apply(batch(epoch, Position.START, events));
    assertThat(store.applied(journal)).isEqualTo(end(events.size()));
    assertHolds(events);
  }

  @Test
  void every_kind_of_event_comes_back_as_it_was_given() {
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(samples.next());
    }
    store.apply(batch(epoch, Position.START, events));
    assertThat(events(organization)).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  void a_batch_without_entries_moves_the_offset_only() {
    long epoch = store.lease(journal, 0, holder);
    store.apply(new Batch(journal, epoch, Position.START, new Position(640), List.of()));
    assertThat(store.applied(journal)).isEqualTo(new Position(640));
    assertHolds(List.of());
  }

  @Test
  void the_same_batch_twice_counts_once() {
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = plainEvents(5);
    Batch batch = batch(epoch, Position.START, events);
    store.apply(batch);
    assertThatThrownBy(() -> store.apply(batch)).isInstanceOf(OutOfOrder.class);
    assertThat(store.applied(journal)).isEqualTo(batch.to());
    assertHolds(events);
  }

  @Test
  void a_batch_that_leaves_a_gap_is_refused_whole() {
    long epoch = store.lease(journal, 0, holder);
    assertThatThrownBy(() -> store.apply(batch(epoch, new Position(1), plainEvents(2))))
        .isInstanceOf(OutOfOrder.class);
    assertThat(store.applied(journal)).isEqualTo(Position.START);
    assertHolds(List.of());
  }

  @Test
  void a_batch_of_an_earlier_epoch_is_refused_whole() {
    long old = store.lease(journal, 0, holder);
    store.lease(journal, old, holder);
    assertThatThrownBy(() -> store.apply(batch(old, Position.START, plainEvents(2))))
        .isInstanceOf(Fenced.class);
    assertThat(store.applied(journal)).isEqualTo(Position.START);
    assertHolds(List.of());
  }

  @Test
  void a_batch_of_a_journal_that_was_never_leased_is_refused() {
    assertThatThrownBy(() -> store.apply(batch(1, Position.START, plainEvents(1))))
        .isInstanceOf(Fenced.class);
    assertHolds(List.of());
  }

  @Test
  void journals_do_not_disturb_each_other() {
    JournalId other = new JournalId(UUID.randomUUID());
    long epoch = store.lease(journal, 0, holder);
    long otherEpoch = store.lease(other, 0, holder);
    List<UsageEvent> events = plainEvents(3);
    List<UsageEvent> otherEvents = plainEvents(2);
    store.apply(batch(epoch, Position.START, events));
    store.apply(
        new Batch(other, otherEpoch, Position.START, end(2), entries(Position.START, otherEvents)));
    assertThat(store.applied(journal)).isEqualTo(end(3));
    assertThat(store.applied(other)).isEqualTo(end(2));
    assertHolds(joined(events, otherEvents));
  }

  @Test
  void what_is_booked_on_one_organization_is_not_seen_by_another() {
    OrganizationId other = newOrganization();
    long epoch = store.lease(journal, 0, holder);
    UsageEvent ours = samples.priced();
    UsageEvent theirs = samples.priced();
    store.apply(
        new Batch(
            journal,
            epoch,
            Position.START,
            end(2),
            List.of(new Arrival(organization, end(1), ours), new Arrival(other, end(2), theirs))));
    assertThat(events(organization)).containsExactly(ours);
    assertThat(events(other)).containsExactly(theirs);
    assertThat(total(organization).requests()).isEqualTo(1);
    assertThat(total(other).requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sums_do_not_depend_on_how_events_were_batched(long seed) {
    Random random = new Random(seed);
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = plainEvents(150);
    int done = 0;
    while (done < events.size()) {
      int count = Math.min(events.size() - done, 1 + random.nextInt(40));
      store.apply(batch(epoch, end(done), events.subList(done, done + count)));
      done += count;
    }
    assertHolds(events);
  }

  @Test
  void of_two_threads_with_the_same_batch_one_gets_through() throws Exception {
    long epoch = store.lease(journal, 0, holder);
    List<UsageEvent> events = plainEvents(10);
    Batch batch = batch(epoch, Position.START, events);
    List<Boolean> applied =
        atOnce(() -> appliedUnlessOutOfOrder(batch), () -> appliedUnlessOutOfOrder(batch));
    assertThat(applied).containsExactlyInAnyOrder(true, false);
    assertHolds(events);
  }

  @Test
  void two_journals_that_add_to_the_same_sums_at_once_neither_block_nor_lose() throws Exception {
    JournalId other = new JournalId(UUID.randomUUID());
    long epoch = store.lease(journal, 0, holder);
    long otherEpoch = store.lease(other, 0, holder);
    List<UsageEvent> events = plainEvents(120);
    List<UsageEvent> otherEvents = plainEvents(120);
    atOnce(
        () -> applyInSlices(journal, epoch, events),
        () -> applyInSlices(other, otherEpoch, otherEvents));
    assertHolds(joined(events, otherEvents));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void a_call_is_one_event_in_whatever_order_and_batches_it_is_reported(long seed) {
    Random random = new Random(seed);
    List<Call> calls = calls(seed, 60);
    JournalId other = new JournalId(UUID.randomUUID());
    List<Feed> feeds = List.of(new Feed(journal), new Feed(other));
    List<Report> reports = new ArrayList<>();
    calls.forEach(call -> reports.addAll(call.reports()));
    Collections.shuffle(reports, random);
    reports.forEach(report -> feeds.get(random.nextInt(2)).waiting.add(report));
    List<Outcome> outcomes = new ArrayList<>();
    while (feeds.stream().anyMatch(feed -> !feed.waiting.isEmpty())) {
      outcomes.addAll(feeds.get(random.nextInt(2)).apply(1 + random.nextInt(30)));
    }
    assertThat(outcomes).hasSameSizeAs(reports);
    assertEachCountsOnce(calls);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void a_call_is_one_event_where_two_journals_report_it_at_once(long seed) throws Exception {
    Random random = new Random(seed);
    List<Call> calls = calls(seed, 80);
    Feed one = new Feed(journal);
    Feed two = new Feed(new JournalId(UUID.randomUUID()));
    for (Call call : calls) {
      call.reports().forEach(report -> (random.nextBoolean() ? one : two).waiting.add(report));
    }
    atOnce(() -> one.applyAll(7), () -> two.applyAll(5));
    assertEachCountsOnce(calls);
  }

  /** Reports that one journal has still to bring. */
  private final class Feed {
    private final JournalId id;
    private final long epoch;
    private final Deque<Report> waiting = new ArrayDeque<>();
    private Position at = Position.START;

    Feed(JournalId id) {
      this.id = id;
      this.epoch = store.lease(id, 0, holder);
    }

    List<Outcome> apply(int count) {
      List<Arrival> arrivals = new ArrayList<>();
      Position from = at;
      while (arrivals.size() < count && !waiting.isEmpty()) {
        at = new Position(at.bytes() + RECORD_BYTES);
        Report report = waiting.remove();
        arrivals.add(new Arrival(organization, at, report.event(), report.looksBack()));
      }
      return arrivals.isEmpty() ? List.of() : store.apply(new Batch(id, epoch, from, at, arrivals));
    }

    boolean applyAll(int slice) {
      while (!waiting.isEmpty()) {
        apply(slice);
      }
      return true;
    }
  }

  private static List<Call> calls(long seed, int count) {
    ReportedCalls generator = new ReportedCalls(seed);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(generator.next());
    }
    return calls;
  }

  private void assertEachCountsOnce(List<Call> calls) {
    List<UsageEvent> events = events(organization);
    assertThat(events).hasSameSizeAs(calls);
    Map<EventId, UsageEvent> byId = new HashMap<>();
    events.forEach(event -> byId.put(event.id(), event));
    for (Call call : calls) {
      List<UsageEvent> counted =
          call.reports().stream()
              .map(report -> byId.get(report.event().id()))
              .filter(Objects::nonNull)
              .distinct()
              .toList();
      UsageEvent believed = believed(call);
      assertThat(counted)
          .as("%s", call)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.source()).isEqualTo(believed.source());
                assertThat(event.status()).isEqualTo(believed.status());
                assertThat(event.usage()).isEqualTo(believed.usage());
                assertThat(event.cost()).isEqualTo(believed.cost());
              });
    }
    assertHolds(events);
  }

  /** Whose figures count: the provider's before counts before guesses before none, then by rank. */
  private static UsageEvent believed(Call call) {
    List<Report> reports = new ArrayList<>(call.reports());
    reports.sort(
        Comparator.<Report>comparingInt(report -> worth(report.event()))
            .thenComparing(report -> report.event().source())
            .thenComparing(Report::looksBack));
    return reports.getFirst().event();
  }

  private static int worth(UsageEvent event) {
    return switch (event.facts().usageSource()) {
      case PROVIDER -> 0;
      case COUNTED -> 1;
      case ESTIMATED -> 2;
      case UNKNOWN, NONE -> 3;
    };
  }

  private boolean appliedUnlessOutOfOrder(Batch batch) {
    try {
      store.apply(batch);
      return true;
    } catch (OutOfOrder theOtherWasFaster) {
      return false;
    }
  }

  private boolean applyInSlices(JournalId id, long epoch, List<UsageEvent> events) {
    int slice = 10;
    for (int done = 0; done < events.size(); done += slice) {
      store.apply(
          new Batch(
              id,
              epoch,
              end(done),
              end(done + slice),
              entries(end(done), events.subList(done, done + slice))));
    }
    return true;
  }

  private static <T> List<T> atOnce(Callable<T> one, Callable<T> two) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(List.of(after(start, one), after(start, two)))) {
        results.add(result.get());
      }
      return results;
    }
  }

  private static <T> Callable<T> after(CyclicBarrier start, Callable<T> work) {
    return () -> {
      start.await();
      return work.call();
    };
  }

  private void assertHolds(List<UsageEvent> events) {
    assertThat(events(organization)).containsExactlyInAnyOrderElementsOf(events);
    Sums total = total(organization);
    assertThat(total.requests()).isEqualTo(events.size());
    assertThat(total.usage())
        .isEqualTo(events.stream().map(UsageEvent::usage).reduce(Usage.NONE, Usage::plus));
    Map<CurrencyCode, Money> costs = costs(events);
    Money usd = costs.remove(CurrencyCode.USD);
    assertThat(total.cost()).isEqualTo(usd == null ? Money.zero(CurrencyCode.USD) : usd);
    assertThat(total.otherCosts()).isEqualTo(costs);
    assertThat(total.unpriced()).isEqualTo(count(events, Status.UNPRICED));
    assertThat(total.estimated()).isEqualTo(count(events, Status.ESTIMATED));
    assertThat(total.unknown()).isEqualTo(count(events, Status.UNKNOWN));
    assertThat(total.interrupted()).isEqualTo(count(events, Status.INTERRUPTED));
    assertThat(total.failed()).isEqualTo(count(events, Status.FAILED));
    assertThat(total.notBilled()).isEqualTo(count(events, Status.NOT_BILLED));
  }

  private static Map<CurrencyCode, Money> costs(List<UsageEvent> events) {
    Map<CurrencyCode, Money> costs = new HashMap<>();
    for (UsageEvent event : events) {
      Money cost = event.cost();
      if (cost != null) {
        costs.merge(cost.currency(), cost, Money::plus);
      }
    }
    return costs;
  }

  private static long count(List<UsageEvent> events, Status status) {
    return events.stream().filter(event -> event.status() == status).count();
  }

  /** Without sub-calls, whose tokens are booked under their own model. */
  private List<UsageEvent> plainEvents(int count) {
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(samples.plain());
    }
    return events;
  }

  private Batch batch(long epoch, Position from, List<UsageEvent> events) {
    List<Arrival> entries = entries(from, events);
    return new Batch(journal, epoch, from, entries.getLast().position(), entries);
  }

  private List<Arrival> entries(Position from, List<UsageEvent> events) {
    List<Arrival> entries = new ArrayList<>();
    long at = from.bytes();
    for (UsageEvent event : events) {
      at += RECORD_BYTES;
      entries.add(new Arrival(organization, new Position(at), event));
    }
    return entries;
  }

  private static final long RECORD_BYTES = 700;

  private static Position end(int records) {
    return new Position(records * RECORD_BYTES);
  }

  private static List<UsageEvent> joined(List<UsageEvent> one, List<UsageEvent> two) {
    List<UsageEvent> all = new ArrayList<>(one);
    all.addAll(two);
    return all;
  }
}
