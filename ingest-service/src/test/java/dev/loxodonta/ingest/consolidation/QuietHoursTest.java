package dev.loxodonta.ingest.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

  @ParameterizedTest
  @CsvSource({
    "2, 5, 2, true", "2, 5, 4, true", "2, 5, 5, false", "2, 5, 1, false",
    "22, 4, 23, true", "22, 4, 3, true", "22, 4, 4, false", "22, 4, 21, false",
    "0, 0, 13, true"
  })
  void hour_isQuietInsideTheWindow(int from, int to, int hour, boolean quiet) {
    Instant time = Instant.parse("2026-11-21T%02d:59:59Z".formatted(hour));
    assertThat(new QuietHours(from, to, ZoneId.of("UTC")).contain(time)).isEqualTo(quiet);
  }

  @ParameterizedTest
  @CsvSource({"2026-07-01T00:30:00Z, true", "2026-01-01T00:30:00Z, false"})
  void hours_areThoseOfTheZone(Instant time, boolean quiet) {
    assertThat(new QuietHours(2, 5, ZoneId.of("Europe/Berlin")).contain(time)).isEqualTo(quiet);
  }
}
