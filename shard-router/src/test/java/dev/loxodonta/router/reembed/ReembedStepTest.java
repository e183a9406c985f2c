package dev.loxodonta.router.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReembedStepTest {

  @Test
  void percent_growsFromStepToStepAndInsideOfOne() {
    List<Double> begins = Arrays.stream(ReembedStep.values()).map(ReembedStep::percent).toList();
    assertThat(begins).isSorted().doesNotHaveDuplicates();
    assertThat(ReembedStep.EMBED.percent(0)).isEqualTo(ReembedStep.EMBED.percent());
    assertThat(ReembedStep.EMBED.percent(0.5))
        .isBetween(ReembedStep.EMBED.percent(), ReembedStep.BUILD_INDEXES.percent());
    assertThat(ReembedStep.EMBED.percent(1)).isEqualTo(ReembedStep.BUILD_INDEXES.percent());
    assertThat(ReembedStep.COUNT.percent(1)).isEqualTo(100);
  }

  @Test
  void percent_staysInTheStepWhenMoreTextsCameThanWereThere() {
    assertThat(ReembedStep.EMBED.percent(-3)).isEqualTo(ReembedStep.EMBED.percent());
  }

  @Test
  void step_isFoundByItsKey() {
    for (ReembedStep step : ReembedStep.values()) {
      assertThat(ReembedStep.ofKey(step.key())).isEqualTo(step);
    }
    assertThat(ReembedStep.BUILD_INDEXES.key()).isEqualTo("build-indexes");
  }

  @Test
  void everythingUpToTheSwitch_canBeTakenBack() {
    assertThat(Arrays.stream(ReembedStep.values()).filter(ReembedStep::beforeSwitch).toList())
        .endsWith(ReembedStep.SWITCH)
        .doesNotContain(ReembedStep.PUBLISH);
  }
}
