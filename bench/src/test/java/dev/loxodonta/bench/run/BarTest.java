package dev.loxodonta.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {

  @Test
  void figure_meetsALowerBarFromItOn() {
    assertThat(Bar.atLeast(0.65).verdict(0.65)).isEqualTo("met");
    assertThat(Bar.atLeast(0.65).verdict(0.64)).isEqualTo("MISSED");
    assertThat(Bar.atLeast(0.65)).hasToString(">= 0.65");
  }

  @Test
  void figure_meetsAnUpperBarUpToIt() {
    assertThat(Bar.atMost(0.3).verdict(0.3)).isEqualTo("met");
    assertThat(Bar.atMost(0.3).verdict(0.31)).isEqualTo("MISSED");
    assertThat(Bar.atMost(0.3)).hasToString("<= 0.30");
  }

  @Test
  void figure_isOnlyReportedWithoutABar() {
    assertThat(Bar.NONE.verdict(7)).isEqualTo("reported");
    assertThat(Outcome.notAvailable("x", Bar.NONE, "no data").verdict()).isEqualTo("n/a");
  }
}
