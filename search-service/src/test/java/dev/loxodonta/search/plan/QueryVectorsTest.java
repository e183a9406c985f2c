package dev.loxodonta.search.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.Metric;
import dev.loxodonta.search.query.CallerVector;
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
    assertThatThrownBy(() -> ofCaller("", 1f, 2f))
        .isInstanceOf(ServiceException.class)
        .hasMessageContainingAll("vector", "2 elements", "3 elements");
  }

  @Test
  void vectorOfAnotherModel_isRefusedAlsoWhenItsLengthFits() {
    String model = Plans.shared(3).project().model();
    assertThat(ofCaller(model, 0f, 3f, 4f).values()).hasSize(3);
    assertThatThrownBy(() -> ofCaller("another", 0f, 3f, 4f))
        .isInstanceOf(ServiceException.class)
        .hasMessageContainingAll("vector_model", "another", model);
  }

  private static Halfvec ofCaller(String model, Float... numbers) {
    return QueryVectors.ofCaller(
        new CallerVector(List.of(numbers), model), VectorSpace.of(Plans.shared(3).project()));
  }
}
