package dev.loxodonta.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingConfigTest {

  @Test
  void config_hasTheDocumentedDefaults() {
    assertThat(config(Map.of())).isEqualTo(new EmbeddingConfig(0, 10_000, 1_000, 4_096, true));
  }

  @Test
  void config_takesEverySetting() {
    Map<String, Object> settings =
        Map.of(
            "loxodonta.embedding.threads", 3,
            "loxodonta.embedding.queue-capacity", 20,
            "loxodonta.embedding.max-batch", 10,
            "loxodonta.embedding.cache-size", 5,
            "loxodonta.embedding.warm", false);
    assertThat(config(settings)).isEqualTo(new EmbeddingConfig(3, 20, 10, 5, false));
  }

  @ParameterizedTest
  @CsvSource({
    "threads,-1",
    "threads,257",
    "queue-capacity,0",
    "queue-capacity,999",
    "queue-capacity,1000001",
    "max-batch,0",
    "max-batch,100001",
    "cache-size,-1",
    "cache-size,1000001"
  })
  void config_isRefusedOutOfRange(String key, int value) {
    assertThatThrownBy(() -> config(Map.of("loxodonta.embedding." + key, value)))
        .hasStackTraceContaining("must");
  }

  @Test
  void computingThreads_isOnePerProcessorUnlessSet() {
    assertThat(new EmbeddingConfig(0, 1, 1, 0, false).computingThreads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(new EmbeddingConfig(7, 1, 1, 0, false).computingThreads()).isEqualTo(7);
  }

  private static EmbeddingConfig config(Map<String, Object> settings) {
    try (ApplicationContext context = ApplicationContext.run(settings)) {
      return context.getBean(EmbeddingConfig.class);
    }
  }
}
