package dev.loxodonta.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcConfigTest {

  @Test
  void defaults_areThoseOfTheDocs() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new GrpcConfig(
                4 * 1024 * 1024,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10)));
  }

  @Test
  void everyKey_isMapped() {
    assertThat(
            read(
                Map.of(
                    "loxodonta.grpc.max-message-bytes", 1024,
                    "loxodonta.grpc.keep-alive-time", "1m",
                    "loxodonta.grpc.keep-alive-timeout", "2s",
                    "loxodonta.grpc.min-client-ping", "0s",
                    "loxodonta.grpc.shutdown-grace", "250ms")))
        .isEqualTo(
            new GrpcConfig(
                1024,
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofMillis(250)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1023, 64 * 1024 * 1024 + 1})
  void messageLimit_isRefusedOutOfItsRange(int bytes) {
    assertThatThrownBy(() -> read(Map.of("loxodonta.grpc.max-message-bytes", bytes)))
        .hasMessageContaining("maxMessageBytes");
  }

  private static GrpcConfig read(Map<String, Object> settings) {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .propertySources(PropertySource.of("the test", settings))
            .start()) {
      return context.getBean(GrpcConfig.class);
    }
  }
}
