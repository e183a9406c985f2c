package dev.loxodonta.embedding.endpoint;

import dev.loxodonta.embedding.EmbeddingConfig;
import dev.loxodonta.embedding.EmbeddingMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;

/** Makes an embedder of each endpoint in the settings. */
@Factory
final class EndpointFactory {

  @EachBean(EndpointConfig.class)
  @Bean(preDestroy = "close")
  EndpointEmbedder endpoint(
      EndpointConfig endpoint, EmbeddingConfig config, EmbeddingMetrics metrics) {
    return new EndpointEmbedder(endpoint, config, metrics);
  }
}
