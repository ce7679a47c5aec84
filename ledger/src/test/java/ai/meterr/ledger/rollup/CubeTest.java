package ai.meterr.ledger.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.report.Dimension;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CubeTest {
  @Test
  void everything_but_user_and_session_can_be_asked_together() {
    Set<Dimension> all = EnumSet.complementOf(EnumSet.of(Dimension.USER, Dimension.SESSION));
    assertThat(Cube.answering(all)).contains(Cube.MAIN);
    assertThat(Cube.answering(Set.of())).contains(Cube.MAIN);
  }

  @Test
  void a_user_can_be_asked_with_team_project_provider_model_and_status() {
    assertThat(
            Cube.answering(
                EnumSet.of(
                    Dimension.USER,
                    Dimension.TEAM,
                    Dimension.PROJECT,
                    Dimension.PROVIDER,
                    Dimension.MODEL,
                    Dimension.STATUS)))
        .contains(Cube.PEOPLE);
  }

  @Test
  void a_user_with_key_feature_environment_or_operation_is_kept_nowhere() {
    for (Dimension other :
        EnumSet.of(Dimension.KEY, Dimension.FEATURE, Dimension.ENVIRONMENT, Dimension.OPERATION)) {
      assertThat(Cube.answering(EnumSet.of(Dimension.USER, other))).isEmpty();
    }
  }

  @Test
  void a_session_with_anything_else_is_kept_nowhere() {
    assertThat(Cube.answering(Set.of(Dimension.SESSION))).contains(Cube.SESSIONS);
    for (Dimension other : EnumSet.complementOf(EnumSet.of(Dimension.SESSION))) {
      assertThat(Cube.answering(EnumSet.of(Dimension.SESSION, other))).isEmpty();
    }
  }

  @Test
  void codes_are_those_that_stand_in_storage() {
    assertThat(Cube.of(1)).isEqualTo(Cube.MAIN);
    assertThat(Cube.of(2)).isEqualTo(Cube.PEOPLE);
    assertThat(Cube.of(3)).isEqualTo(Cube.SESSIONS);
    assertThat(Cube.of(4)).isEqualTo(Cube.TAGS);
    assertThat(Cube.of(5)).isEqualTo(Cube.LATENCY);
  }
}
