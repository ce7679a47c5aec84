package ai.meterr.storage.database;

import static ai.meterr.storage.PostgresForTests.whyNot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerTest {
  @Test
  void a_url_is_read_with_escaped_characters_and_options() {
    assertThat(Server.parse("postgresql://me:p%40ss+word@db.example:6432/meterr?sslmode=require"))
        .isEqualTo(
            new Server("db.example:6432", "meterr", "me", "p@ss+word", "sslmode=require", false));
    assertThat(Server.parse("postgres://me@[::1]:5432/m").hosts()).isEqualTo("[::1]:5432");
  }

  @Test
  void what_is_no_url_is_refused_without_being_repeated() {
    for (String bad : List.of("", "mysql://a/b", "postgresql://me:secret@host", "host:5432")) {
      assertThat(whyNot(() -> Server.parse(bad)))
          .contains("METERR_DATABASE_URL")
          .doesNotContain("secret");
    }
  }

  @Test
  void nothing_that_is_printed_of_it_holds_the_password() {
    Server server = Server.parse("postgresql://me:secret@host:1/db");
    assertThat(server.toString()).doesNotContain("secret");
    assertThat(server.jdbcUrl()).doesNotContain("secret");
    assertThat(server.admin().toString()).doesNotContain("secret");
  }
}
