package dev.loxodonta.search.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchConfigTest {

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(config(Map.of()))
        .isEqualTo(new SearchConfig(Duration.ofSeconds(10), 100, 100, 2, 500));
  }

  @Test
  void keys_areMapped() {
    Map<String, Object> keys =
        Map.of(
            "loxodonta.search.timeout", "3s",
            "loxodonta.search.ef-search", 200,
            "loxodonta.search.candidates", 50,
            "loxodonta.search.enlargements", 1,
            "loxodonta.search.lexical-budget", 900);
    assertThat(config(keys)).isEqualTo(new SearchConfig(Duration.ofSeconds(3), 200, 50, 1, 900));
  }

  @ParameterizedTest
  @CsvSource({
    "ef-search,9",
    "ef-search,1001",
    "candidates,9",
    "candidates,1001",
    "enlargements,-1",
    "enlargements,5",
    "lexical-budget,0",
    "lexical-budget,1000001"
  })
  void valuesOutOfRange_areRefused(String key, int value) {
    assertThatThrownBy(() -> config(Map.of("loxodonta.search." + key, value)));
  }

  private static SearchConfig config(Map<String, Object> keys) {
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(keys).build().start()) {
      return context.getBean(SearchConfig.class);
    }
  }
}
