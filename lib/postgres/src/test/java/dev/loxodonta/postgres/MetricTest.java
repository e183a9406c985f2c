package dev.loxodonta.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {

  @ParameterizedTest
  @CsvSource({"COSINE,0.25,0.75", "INNER_PRODUCT,-3,3", "L2,1,0.5"})
  void similarity_growsAsTheDistanceFalls(Metric metric, double distance, double similarity) {
    assertThat(metric.similarity(distance)).isEqualTo(similarity);
    assertThat(metric.similarity(distance - 0.1)).isGreaterThan(similarity);
  }

  @ParameterizedTest
  @EnumSource
  void ofKey_findsEveryMetricByItsKey(Metric metric) {
    assertThat(Metric.ofKey(metric.key())).isEqualTo(metric);
  }

  @Test
  void ofKey_refusesAnUnknownKey() {
    assertThatThrownBy(() -> Metric.ofKey("manhattan"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("manhattan");
  }
}
