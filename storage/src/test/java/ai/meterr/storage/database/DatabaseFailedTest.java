package ai.meterr.storage.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the control plane tells an absent database from a mistake by. */
class DatabaseFailedTest {
  private static boolean isAway(SQLException why) {
    Throwable cause = new DatabaseFailed("trying", why).getCause();
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"08001", "08003", "08006", "57P01", "57P02", "57P03", "53300", "58030", "25006"})
  void a_server_that_goes_away_in_the_middle_is_away(String state) {
    assertThat(isAway(new SQLException("gone", state))).isTrue();
  }

  @Test
  void a_pool_that_finds_no_connection_is_away() {
    assertThat(isAway(new SQLTransientConnectionException("none in time"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "22P02", "42P01", "42501", "57014", "40001"})
  void a_statement_that_cannot_be_done_is_not(String state) {
    assertThat(isAway(new SQLException("no", state))).isFalse();
  }
}
