package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HedgeProperties {

  @Property
  void secondQuestions_areOneInTwentyBesideAReserveOfAHundred(
      @ForAll @Size(max = 5_000) boolean[] slowReads) {
    HedgeBudget budget = new HedgeBudget();
    int reads = 0;
    int hedged = 0;
    for (boolean slow : slowReads) {
      budget.earn();
      reads++;
      hedged += slow && budget.spend() ? 1 : 0;
      assertThat(hedged).isLessThanOrEqualTo(100 + reads / 20);
    }
  }

  @Property
  void slowTime_isThe95thPercentileOfTheLast512Reads(
      @ForAll @Size(min = 128, max = 700) @LongRange(min = 1) long[] nanos,
      @ForAll @IntRange(max = 4) int rounds) {
    ReadTimes times = new ReadTimes();
    for (int round = 0; round < rounds; round++) {
      Arrays.stream(nanos).forEach(times::add);
    }
    Arrays.stream(nanos).forEach(times::add);
    int length = nanos.length * (rounds + 1) / 128 * 128;
    long[] kept = new long[Math.min(length, 512)];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = nanos[(length - 1 - i) % nanos.length];
    }
    Arrays.sort(kept);
    assertThat(times.slowNanos()).isEqualTo(kept[(int) (0.95 * (kept.length - 1))]);
  }

  @Property
  void slowTime_isUnknownAtFirst(@ForAll @Size(max = 127) long[] nanos) {
    ReadTimes times = new ReadTimes();
    Arrays.stream(nanos).forEach(times::add);
    assertThat(times.slowNanos()).isZero();
  }
}
