package dev.loxodonta.search.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

class SamplingPaceProperties {

  private static final long SECOND = 1_000_000_000;

  @Property
  void comparisons_takeTheirShareOfTheTimeAndNoMore(
      @ForAll @DoubleRange(min = 0.0001, max = 0.9) @Scale(4) double share,
      @ForAll long start,
      @ForAll @Size(min = 1, max = 10)
          List<@LongRange(min = 1_000_000, max = 100 * SECOND) Long> durations) {
    SamplingPace pace = new SamplingPace(share, start);
    long now = start;
    for (long duration : durations) {
      assertThat(pace.begin(now)).as("in time").isTrue();
      assertThat(pace.begin(now)).as("a second one at a time").isFalse();
      pace.end(now, now + duration);
      long period = (long) (duration / share);
      assertThat(pace.begin(now + duration)).as("at once").isFalse();
      assertThat(pace.begin(now + period - period / 1_000 - 1)).as("too early").isFalse();
      now += period + 1;
    }
  }
}
