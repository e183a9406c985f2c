package dev.loxodonta.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Latencies latencies = new Latencies();

  @Test
  void quantile_isTheNearestRank() {
    for (int millis = 100; millis >= 1; millis--) {
      latencies.add(Duration.ofMillis(millis), "node-" + millis % 2);
    }

    assertThat(latencies.quantile(0.5)).isEqualTo(Duration.ofMillis(50));
    assertThat(latencies.quantile(0.99)).isEqualTo(Duration.ofMillis(99));
    assertThat(latencies.quantile(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(latencies.answersByNode()).containsEntry("node-0", 50).containsEntry("node-1", 50);
  }

  @Test
  void quantile_isRefusedWhenThereWasNoSearch() {
    assertThatIllegalStateException().isThrownBy(() -> latencies.quantile(0.5));
  }
}
