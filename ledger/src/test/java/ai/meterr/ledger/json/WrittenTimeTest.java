package ai.meterr.ledger.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {
  private static final long YEAR_1 = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long YEAR_12000 = Instant.parse("+12000-01-01T00:00:00Z").getEpochSecond();

  @Test
  void every_time_is_read_as_it_was_written() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextLong(YEAR_1, YEAR_12000), random.nextInt(1_000_000_000))
              .truncatedTo(
                  List.of(
                          ChronoUnit.NANOS,
                          ChronoUnit.MICROS,
                          ChronoUnit.MILLIS,
                          ChronoUnit.SECONDS,
                          ChronoUnit.DAYS)
                      .get(random.nextInt(5)));
      assertThat(WrittenTime.instant(time.toString())).isEqualTo(time);
    }
  }

  @Test
  void what_others_write_is_read_as_a_formatter_reads_it() {
    for (String text :
        List.of(
            "2026-11-24T12:00:00.5Z",
            "2026-11-24T12:00:00.120Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T13:00:00+01:00",
            "2016-12-31T23:59:60Z",
            "+10000-01-01T00:00:00Z")) {
      assertThat(WrittenTime.instant(text)).as(text).isEqualTo(Instant.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-24",
        "2026-11-24 12:00:00Z",
        "2026-11-24T12:00:00",
        "2026-11-24T12:00Z",
        "2026-13-24T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-11-24T25:00:00Z",
        "2026-11-24T12:60:00Z",
        "2026-11-24T12:00:00.1234567891Z",
        "2026-11-24T12:00:0xZ",
        "x026-11-24T12:00:00Z"
      })
  void what_is_no_time_is_refused(String text) {
    assertThatThrownBy(() -> WrittenTime.instant(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void a_date_is_ten_characters_and_no_more() {
    assertThat(WrittenTime.date("2026-11-24")).isEqualTo(LocalDate.of(2026, 11, 24));
    assertThatThrownBy(() -> WrittenTime.date("2026-11-24T00"))
        .isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> WrittenTime.date("2026-02-30")).isInstanceOf(DateTimeException.class);
  }
}
