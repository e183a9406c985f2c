package dev.loxodonta.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {

  @ParameterizedTest
  @CsvSource({
    "loxodonta.a.b, loxodonta.a.b, true",
    "loxodonta.a.b, loxodonta.a.b.c, false",
    "loxodonta.a.b, loxodonta.axb, false",
    "loxodonta.a.*.b, loxodonta.a.x.b, true",
    "loxodonta.a.*.b, loxodonta.a.x.y.b, false",
    "loxodonta.a[*].b, loxodonta.a[12].b, true",
    "loxodonta.a[*].b, loxodonta.a.b, false",
    "loxodonta.a.**, loxodonta.a, true",
    "loxodonta.a.**, loxodonta.a.x.y, true",
    "loxodonta.a.**, loxodonta.a[0], true",
    "loxodonta.a.**, loxodonta.ab, false",
  })
  void key_matchesItsPatternOnly(String pattern, String key, boolean matches) {
    assertThat(KeyPattern.of(pattern).matches(key)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"abc, abc, 0", "abc, abd, 1", "abc, ab, 1", "'', abc, 3", "kitten, sitting, 3"})
  void distance_isLevenshteins(String a, String b, int distance) {
    assertThat(Distance.between(a, b)).isEqualTo(distance);
  }
}
