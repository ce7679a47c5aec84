package ai.meterr.storage;

import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.storage.database.CannotStart;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What commands do with the database of a Meterr that runs, or does not. */
class JoinTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Path data = PostgresForTests.newFolder();
  private final DatabaseSettings settings = new DatabaseSettings(data, null, null);

  @AfterEach
  void cleanUp() {
    PostgresForTests.delete(data);
  }

  @Test
  void a_command_joins_a_running_server_and_leaves_it_running() {
    PostgresForTests.shareProgramsWith(data);
    try (PostgresStore node = PostgresStore.open(settings, CLOCK, RANDOM)) {
      try (PostgresStore command = PostgresStore.join(settings, CLOCK, RANDOM)) {
        assertThat(command.rollupCheck().check().isClean()).isTrue();
      }
      assertThat(node.rollupCheck().check().isClean()).isTrue();
    }
  }

  @Test
  void a_command_starts_the_server_where_none_runs_and_stops_it_again() {
    PostgresForTests.shareProgramsWith(data);
    PostgresStore.open(settings, CLOCK, RANDOM).close();
    try (PostgresStore command = PostgresStore.join(settings, CLOCK, RANDOM)) {
      assertThat(command.rollupCheck().check().isClean()).isTrue();
    }
    PostgresStore.open(settings, CLOCK, RANDOM).close();
  }

  @Test
  void a_command_makes_no_database_where_there_is_none() {
    assertThatThrownBy(() -> PostgresStore.join(settings, CLOCK, RANDOM))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("there is no database in");
    assertThat(data.resolve("keys")).doesNotExist();
  }
}
