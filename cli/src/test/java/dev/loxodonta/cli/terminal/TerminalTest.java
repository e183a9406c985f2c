package dev.loxodonta.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

  @ParameterizedTest
  @CsvSource({"850000, 850 µs", "3210000, 3.2 ms", "12400000000, 12.4 s", "0, 0 µs"})
  void duration_isWrittenWithTheUnitThatFits(long nanos, String expected) {
    assertThat(Terminal.format(Duration.ofNanos(nanos))).isEqualTo(expected);
  }

  @Test
  void text_isCutToTheWidthInOneLine() {
    assertThat(Terminal.shorten("a slowly\n moving  mass", 100)).isEqualTo("a slowly moving mass");
    assertThat(Terminal.shorten("a slowly moving mass", 10)).isEqualTo("a slowly…");
  }
}
