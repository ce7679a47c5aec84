package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class LiveSignalsTest {
  private final OrganizationId organization = PostgresForTests.newOrganization();

  @Test
  void whoever_listens_is_told_of_a_commit_and_no_longer_when_it_has_left() throws Exception {
    BlockingQueue<OrganizationId> told = new LinkedBlockingQueue<>();
    AutoCloseable listening = PostgresForTests.store().liveSignal().listen(ours(told));
    BookedJournal journal = new BookedJournal();
    SampleEvents samples = new SampleEvents(1);
    journal.book(organization, List.of(samples.priced()));
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(organization);
    listening.close();
    BlockingQueue<OrganizationId> others = new LinkedBlockingQueue<>();
    try (AutoCloseable other = PostgresForTests.store().liveSignal().listen(ours(others))) {
      told.clear();
      journal.book(organization, List.of(samples.priced()));
      assertThat(others.poll(30, TimeUnit.SECONDS)).isEqualTo(organization);
      assertThat(told).isEmpty();
      assertThat(other).isNotNull();
    }
  }

  /** Other tests' organizations may still be told of on the same database. */
  private Consumer<OrganizationId> ours(BlockingQueue<OrganizationId> queue) {
    return told -> {
      if (told.equals(organization)) {
        queue.add(told);
      }
    };
  }

  @Test
  void however_much_is_booked_a_node_notifies_at_most_five_times_a_second() throws Exception {
    try (Connection connection = PostgresForTests.database().listening();
        Statement statement = connection.createStatement();
        LiveSignals signals = new LiveSignals(PostgresForTests.database(), () -> {}, () -> {})) {
      statement.execute("listen meterr_live");
      signals.start();
      Instant begin = Instant.now();
      Instant end = begin.plus(Duration.ofMillis(1_500));
      int told = 0;
      while (Instant.now().isBefore(end)) {
        signals.grown(Set.of(organization));
        var heard = connection.unwrap(PGConnection.class).getNotifications(1);
        told += heard == null ? 0 : heard.length;
      }
      double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
      assertThat(told).isBetween(1, (int) Math.ceil(seconds * 5) + 1);
    }
  }
}
