package dev.loxodonta.router.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IndexRequirementsTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.0, true",
    "1.2, true",
    "1.10.0, true",
    "2.0.0, true",
    "1.5.0-dev, true",
    "0.6.1, false",
    "1.1.9, false",
    "'', false"
  })
  void versions_areComparedByTheirNumbers(String version, boolean enough) {
    assertThat(IndexRequirements.isAtLeast(version, "1.2.0")).isEqualTo(enough);
  }
}
