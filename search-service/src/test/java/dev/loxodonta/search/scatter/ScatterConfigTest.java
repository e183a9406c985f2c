package dev.loxodonta.search.scatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScatterConfigTest {

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(config(Map.of())).isEqualTo(new ScatterConfig(8, 8));
  }

  @Test
  void keys_areMapped() {
    assertThat(
            config(
                Map.of(
                    "loxodonta.search.scatter.per-shard",
                    3,
                    "loxodonta.search.scatter.per-statement",
                    2)))
        .isEqualTo(new ScatterConfig(3, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void valuesOutOfRange_areRefused(int value) {
    assertThatThrownBy(() -> config(Map.of("loxodonta.search.scatter.per-shard", value)));
    assertThatThrownBy(() -> config(Map.of("loxodonta.search.scatter.per-statement", value)));
  }

  private static ScatterConfig config(Map<String, Object> keys) {
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(keys).build().start()) {
      return context.getBean(ScatterConfig.class);
    }
  }
}
