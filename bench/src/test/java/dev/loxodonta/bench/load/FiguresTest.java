package dev.loxodonta.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final Quantiles NONE = Quantiles.of(new long[0]);

  @Test
  void quantile_isTheLeastThatIsNotExceededByItsPart() {
    Quantiles quantiles = Quantiles.of(new long[] {4_000_000, 1_000_000, 3_000_000, 2_000_000});
    assertThat(quantiles.millis(0.5)).isEqualTo(2);
    assertThat(quantiles.millis(0.51)).isEqualTo(3);
    assertThat(quantiles.millis(1)).isEqualTo(4);
    assertThat(NONE.millis(0.5)).isZero();
  }

  @Test
  void quantile_isOfBothWhenAdded() {
    Quantiles both =
        Quantiles.of(new long[] {1_000_000}).plus(Quantiles.of(new long[] {9_000_000}));
    assertThat(both.millis(1)).isEqualTo(9);
    assertThat(both.millis(0.5)).isEqualTo(1);
  }

  @Test
  void figures_areTakenOverAllTurns() {
    Work work = new Work(100, 1, NONE, 0.02, 0.1, 0.01, 1_000);
    Work both = work.plus(new Work(300, 1, NONE, 0.06, 0.1, 0.01, 3_000));
    assertThat(both.perSecond()).isEqualTo(200);
    assertThat(both.serviceMillis()).isCloseTo(0.2, within(1e-9));
    assertThat(both.postgresMillis()).isCloseTo(0.5, within(1e-9));
    assertThat(both.bytesPerCall()).isEqualTo(10);
  }

  @Test
  void contest_isTheServiceOverPlainSql() {
    Work raw = new Work(200, 1, Quantiles.of(new long[] {2_000_000}), 0, 0, 0, 0);
    Work service = new Work(100, 1, Quantiles.of(new long[] {5_000_000}), 0, 0, 0, 0);
    assertThat(new Contest(raw, service).throughput()).isEqualTo(0.5);
    assertThat(new Contest(raw, service).median()).isEqualTo(2.5);
  }

  @Test
  void pgbench_isReadByItsSummary() {
    Load.Calls calls = Pgbench.calls(summary(5_000, 0), NONE);
    assertThat(calls.count()).isEqualTo(5_000);
    assertThat(calls.seconds()).isEqualTo(5_000 / 1_250.5);
    assertThat(Pgbench.nanos("3 17 812 0 1763720000 123456")).isEqualTo(812_000);
  }

  @Test
  void pgbench_hasDoneNothingWhenItsTimeWasTooShort() {
    String output =
        "duration: 3 s\nnumber of transactions actually processed: 0\n"
            + "number of failed transactions: 0 (NaN%)\n";
    assertThat(Pgbench.calls(output, NONE)).isEqualTo(new Load.Calls(0, 3, NONE, 0));
  }

  @Test
  void pgbench_isRefusedWhenTransactionsFailed() {
    assertThatThrownBy(() -> Pgbench.calls(summary(10, 1), NONE)).hasMessageContaining("failures");
  }

  private static String summary(int count, int failed) {
    return """
    number of transactions actually processed: %d
    number of failed transactions: %d (0.000%%)
    latency average = 6.397 ms
    initial connection time = 9.123 ms
    tps = 1250.5 (without initial connection time)
    """
        .formatted(count, failed);
  }
}
