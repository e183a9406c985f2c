package dev.loxodonta.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loxodonta.service.StartupException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownKeyCheckTest {

  @Test
  void knownKeys_ofEveryShapePass() {
    Map<String, Object> settings =
        Map.of(
            "loxodonta.sample.attempt-timeout",
            "2s",
            "loxodonta.sample.passwordFile",
            "/run/secret",
            "loxodonta.sample.names",
            new ArrayList<>(List.of("a", "b")),
            "loxodonta.sample.names[0]",
            "a",
            "loxodonta.sample.labels.any",
            "x",
            "loxodonta.sample.inner.depth",
            4,
            "loxodonta.samples.one.weight",
            2,
            "loxodonta.grpc",
            new HashMap<>(Map.of("max-message-bytes", 4096)),
            "someone.else",
            1);
    try (ApplicationContext context = start(settings)) {
      assertThat(context.getBean(SampleConfig.class).inner().depth()).isEqualTo(4);
      assertThat(context.getBean(SampleEachConfig.class).weight()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "loxodonta.sample.attempt-timout, loxodonta.sample.attempt-timeout",
    "loxodonta.sample.inner.dept, loxodonta.sample.inner.depth",
    "loxodonta.grpc.max-mesage-bytes, loxodonta.grpc.max-message-bytes",
    "loxodonta.samples.one.wight, loxodonta.samples.*.weight",
  })
  void unknownKey_failsTheStartNamingTheNearest(String key, String nearest) {
    assertThatThrownBy(() -> start(Map.of(key, "1")).close())
        .hasRootCauseInstanceOf(StartupException.class)
        .hasRootCauseMessage(
            "unknown setting " + key + " in the test; the nearest known one is " + nearest);
  }

  @Test
  void severalUnknownKeys_areToldAtOnce() {
    assertThatThrownBy(
            () ->
                start(Map.of("loxodonta.a", "1", "loxodonta.b", new HashMap<>(Map.of("c", "2"))))
                    .close())
        .rootCause()
        .hasMessageContainingAll("loxodonta.a ", "loxodonta.b.c ");
  }

  @Test
  void check_comesBeforeOtherEagerBeans() {
    assertThatThrownBy(() -> start(Map.of("loxodonta.a", "1", "test.eager-failure", true)).close())
        .hasRootCauseInstanceOf(StartupException.class);
  }

  private static ApplicationContext start(Map<String, Object> settings) {
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .propertySources(PropertySource.of("the test", settings))
        .start();
  }
}
