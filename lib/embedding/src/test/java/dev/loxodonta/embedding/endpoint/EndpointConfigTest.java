package dev.loxodonta.embedding.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.embedding.EmbedderCatalog;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointConfigTest {

  private static final String PREFIX = "loxodonta.embedding.endpoints.";

  @Test
  void config_hasTheDocumentedDefaults() {
    assertThat(config(Map.of()))
        .isEqualTo(
            new EndpointConfig(
                "one",
                URI.create("http://localhost:9/v1"),
                "some-model",
                Optional.empty(),
                3,
                false,
                Optional.empty(),
                64,
                4,
                0,
                Duration.ofSeconds(10),
                3,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                20_000));
  }

  @Test
  void config_takesEverySetting() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("remote-model", "other");
    settings.put("send-dimensions", true);
    settings.put("api-key-file", "/run/key");
    settings.put("batch-size", 5);
    settings.put("concurrency", 6);
    settings.put("requests-per-minute", 7);
    settings.put("timeout", "8s");
    settings.put("attempts", 9);
    settings.put("max-pause", "10s");
    settings.put("rest", "11s");
    settings.put("max-characters", 120);
    assertThat(config(settings))
        .isEqualTo(
            new EndpointConfig(
                "one",
                URI.create("http://localhost:9/v1"),
                "some-model",
                Optional.of("other"),
                3,
                true,
                Optional.of(Path.of("/run/key")),
                5,
                6,
                7,
                Duration.ofSeconds(8),
                9,
                Duration.ofSeconds(10),
                Duration.ofSeconds(11),
                120));
  }

  @ParameterizedTest
  @CsvSource({
    "url,localhost",
    "url,ftp://localhost",
    "model,''",
    "dimensions,0",
    "dimensions,4001",
    "batch-size,0",
    "batch-size,2049",
    "concurrency,0",
    "concurrency,65",
    "requests-per-minute,-1",
    "attempts,0",
    "attempts,11",
    "max-characters,99",
    "max-characters,262145"
  })
  void config_isRefusedOutOfRange(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .hasStackTraceContaining(key.equals("url") ? "expected http" : "must");
  }

  @Test
  void catalog_holdsEachEndpointsModel() {
    Map<String, Object> settings = settings(Map.of());
    settings.put(PREFIX + "two.url", "https://localhost/v1");
    settings.put(PREFIX + "two.model", "vendor/model-2.0");
    settings.put(PREFIX + "two.dimensions", 1_536);
    try (ApplicationContext context = ApplicationContext.run(settings)) {
      EmbedderCatalog catalog = context.getBean(EmbedderCatalog.class);
      assertThat(catalog.dimensions("some-model")).contains(3);
      assertThat(catalog.dimensions("vendor/model-2.0")).contains(1_536);
      assertThat(catalog.dimensions(EmbedderCatalog.BUILT_IN_MODEL)).contains(384);
    }
  }

  private static EndpointConfig config(Map<String, Object> changes) {
    try (ApplicationContext context = ApplicationContext.run(settings(changes))) {
      return context.getBean(EndpointConfig.class);
    }
  }

  private static Map<String, Object> settings(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("loxodonta.embedding.warm", false);
    settings.put(PREFIX + "one.url", "http://localhost:9/v1");
    settings.put(PREFIX + "one.model", "some-model");
    settings.put(PREFIX + "one.dimensions", 3);
    changes.forEach((key, value) -> settings.put(PREFIX + "one." + key, value));
    return settings;
  }
}
