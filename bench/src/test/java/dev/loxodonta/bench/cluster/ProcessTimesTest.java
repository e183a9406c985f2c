package dev.loxodonta.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessTimesTest {

  @Test
  void times_areReadBehindANameWithBlanksAndParentheses() {
    String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 9 8 7 6 120 30 11 4 20 0 1 0 555";
    assertThat(ProcessTimes.of(Optional.of(stat))).isEqualTo(new ProcessTimes(150, 15));
  }

  @Test
  void times_areZeroWhenTheProcessIsGone() {
    assertThat(ProcessTimes.of(Optional.empty())).isEqualTo(new ProcessTimes(0, 0));
  }

  @Test
  void facts_surviveTheirLine() {
    ClusterFacts facts =
        new ClusterFacts(7700, 5432, "admin", "secret", "/bin/pgbench", 7, List.of(8L, 9L));
    assertThat(ClusterFacts.of(facts.line())).isEqualTo(facts);
  }
}
