package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.testing.Plans;
import dev.loxodonta.service.error.ServiceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryVectorsTest {

  @Test
  void cosine_keepsTheDirectionOnly() {
    assertThat(QueryVectors.of(new float[] {300, 400}, Metric.COSINE).values())
        .containsExactly(0.6f, 0.8f);
    assertThat(QueryVectors.of(new float[] {3, 4}, Metric.L2).values()).containsExactly(3, 4);
  }

  @Test
  void wrongLength_isRefusedWithBothLengths() {
    assertThatThrownBy(() -> QueryVectors.ofCaller(List.of(1f, 2f), Plans.shared(3).project()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContainingAll("vector", "2 elements", "3 elements");
  }
}
