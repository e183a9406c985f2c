package dev.loxodonta.search.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchConfigTest {

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(config(Map.of())).isEqualTo(new BatchConfig(8));
  }

  @Test
  void keys_areMapped() {
    assertThat(config(Map.of("loxodonta.search.batch.at-once", 3))).isEqualTo(new BatchConfig(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void valuesOutOfRange_areRefused(int value) {
    assertThatThrownBy(() -> config(Map.of("loxodonta.search.batch.at-once", value)));
  }

  private static BatchConfig config(Map<String, Object> keys) {
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(keys).build().start()) {
      return context.getBean(BatchConfig.class);
    }
  }
}
