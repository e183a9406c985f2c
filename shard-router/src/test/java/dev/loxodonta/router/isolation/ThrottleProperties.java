package dev.loxodonta.router.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class ThrottleProperties {

  /** Whatever the writers do, as long as a full hold takes off more than one write of each adds. */
  @Property
  void turns_makeTheLogShortHoweverFastTheWritesAre(
      @ForAll @IntRange(max = 100_000) int atFirst,
      @ForAll @IntRange(min = 1, max = 50) int writesPerMilli,
      @ForAll @IntRange(min = 1, max = 5) int appliedPerMilli) {
    Throttle throttle = new Throttle();
    long pending = atFirst;
    int turns = 0;
    while (pending > 50 && turns < 20_000) {
      throttle.adjust(pending);
      long held = throttle.held().toMillis();
      assertThat(held).isLessThanOrEqualTo(400);
      pending = Math.max(0, pending - appliedPerMilli * held);
      pending += writesPerMilli * throttle.free().toMillis();
      turns++;
    }
    assertThat(turns).isLessThan(20_000);
  }

  @Property
  void turns_stayGentleWhileTheLogShrinks(@ForAll @IntRange(min = 1_000, max = 9_000) int atFirst) {
    Throttle throttle = new Throttle();
    for (long pending = atFirst; pending > 50; pending = pending * 9 / 10) {
      throttle.adjust(pending);
      assertThat(throttle.held().toMillis()).isEqualTo(50);
      assertThat(throttle.free().toMillis()).isEqualTo(40);
    }
  }
}
