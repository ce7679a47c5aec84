package ai.meterr.storage.embedded;

import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.KeyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Both ways in which root starts the server, each where this machine and user have it. */
class RootWaysTest {
  /** {@code nobody}: an ordinary user that every Linux has. */
  private static final int SOMEBODY = 65_534;

  @TestFactory
  Stream<DynamicTest> root_starts_the_server_hidden_or_as_the_owner_of_the_folder() {
    if (!RunAs.isRoot()) {
      System.out.println("not root: the two ways of root are not registered");
      return Stream.empty();
    }
    return Stream.of(
        DynamicTest.dynamicTest(
            "hidden in a user namespace", () -> startsAndStops(RunAs.hiddenRoot(), 0)),
        DynamicTest.dynamicTest(
            "as the owner", () -> startsAndStops(RunAs.user(SOMEBODY, SOMEBODY), SOMEBODY)));
  }

  private static void startsAndStops(RunAs way, int owner) throws IOException {
    Path data = PostgresForTests.newFolder();
    try {
      Folders.give(data, owner, owner);
      Path home = Files.createDirectories(data.resolve("postgresql")).toRealPath();
      KeyFolder keys = new KeyFolder(data.resolve("keys"));
      // twice: made, then found again
      for (int i = 0; i < 2; i++) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, keys, RANDOM, List.of(way))) {
          assertThat(postgres.server().hosts()).startsWith("127.0.0.1:");
          assertThat(Folders.owner(home.resolve("data"))).isEqualTo(owner);
          Path process =
              Path.of(
                  "/proc/"
                      + Postmaster.running(home.resolve("data")).orElseThrow().process().pid());
          assertThat(Folders.owner(process)).isEqualTo(owner);
        }
        assertThat(Postmaster.running(home.resolve("data"))).isEmpty();
      }
    } finally {
      PostgresForTests.delete(data);
    }
  }

  @Test
  void candidates_end_with_the_owners_of_the_folders_around_and_never_with_root()
      throws IOException {
    List<RunAs> candidates = RunAs.candidates(Path.of("/tmp").toRealPath());
    assertThat(candidates).isNotEmpty();
    assertThat(candidates).noneMatch(way -> way.owner() == 0 && !way.equals(RunAs.hiddenRoot()));
  }
}
