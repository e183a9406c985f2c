package dev.loxodonta.service.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkConfigTest {

  @Test
  void defaults_areThoseOfTheDocs() {
    assertThat(read(Map.of())).isEqualTo(new NetworkConfig(0));
  }

  @Test
  void everyKey_isMapped() {
    assertThat(read(Map.of("loxodonta.network.threads", 5))).isEqualTo(new NetworkConfig(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65})
  void threads_areRefusedOutOfTheirRange(int threads) {
    assertThatThrownBy(() -> read(Map.of("loxodonta.network.threads", threads)))
        .hasMessageContaining("threads");
  }

  private static NetworkConfig read(Map<String, Object> settings) {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .propertySources(PropertySource.of("the test", settings))
            .start()) {
      return context.getBean(NetworkConfig.class);
    }
  }
}
