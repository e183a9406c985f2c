package dev.loxodonta.search.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankerConfigTest {

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(config(Map.of()))
        .isEqualTo(
            new RerankerConfig(
                "mine",
                URI.create("http://tei:8080/"),
                RerankerKind.TEI,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(300),
                32,
                4,
                Duration.ofSeconds(10),
                8_000));
  }

  @ParameterizedTest
  @CsvSource({
    "TEI,    http://tei:8080/,         http://tei:8080/rerank",
    "COHERE, https://api.cohere.com,   https://api.cohere.com/v2/rerank",
    "COHERE, https://a.test/v1/rerank, https://a.test/v1/rerank"
  })
  void address_isThatOfTheKind(String kind, String url, String address) {
    assertThat(config(Map.of("kind", kind, "url", url, "model", "m")).address())
        .isEqualTo(URI.create(address));
  }

  @ParameterizedTest
  @CsvSource({
    "url, ftp://there",
    "url, nowhere",
    "kind, OTHER",
    "kind, COHERE",
    "timeout, 0ms",
    "timeout, 11s",
    "batch-size, 0",
    "batch-size, 1001",
    "concurrency, 0",
    "concurrency, 65",
    "max-characters, 99"
  })
  void valuesOutOfRange_areRefused(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)));
  }

  private static RerankerConfig config(Map<String, Object> changes) {
    Map<String, Object> keys = new HashMap<>(Map.of("url", "http://tei:8080/", "kind", "TEI"));
    keys.putAll(changes);
    Map<String, Object> settings = new HashMap<>();
    keys.forEach((key, value) -> settings.put("loxodonta.search.rerankers.mine." + key, value));
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .properties(settings)
            .build()
            .start()) {
      return context.getBean(RerankerConfig.class, Qualifiers.byName("mine"));
    }
  }
}
