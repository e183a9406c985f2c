package dev.loxodonta.localpostgres.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionNumberTest {
  @ParameterizedTest
  @CsvSource({
    "PostgreSQL 15.18 (Debian 15.18-0+deb12u1), 15.18",
    "PostgreSQL 19beta1, 19",
    "0.8.4, 0.8.4"
  })
  void parse_takesFirstNumber(String text, String expected) {
    assertThat(VersionNumber.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.8.3, 0.8.4, true", "0.8.10, 0.8.4, false", "0.9, 0.8.4, false", "16, 16.0, false"})
  void isOlderThan_comparesPartByPart(String left, String right, boolean older) {
    assertThat(VersionNumber.parse(left).isOlderThan(VersionNumber.parse(right))).isEqualTo(older);
  }

  @Test
  void equals_ignoresTrailingZeros() {
    assertThat(VersionNumber.parse("16")).isEqualTo(VersionNumber.parse("16.0"));
    assertThat(VersionNumber.parse("16")).hasSameHashCodeAs(VersionNumber.parse("16.0"));
  }

  @Test
  void parse_refusesTextWithoutNumber() {
    assertThatThrownBy(() -> VersionNumber.parse("devel")).hasMessageContaining("devel");
  }
}
